using System.Diagnostics;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>Runs the same work on two threads at the same time: the caller and a helper.</summary>
/// <remarks>The helper sleeps between two runs, so that it takes nothing from measurements on one thread. Once it is awake it spins, so
/// that both are running when they start.</remarks>
internal sealed class ThreadPair : IDisposable
{
    private const int MaxAttempts = 5;

    // The part of a run after which the second thread has started at the latest.
    private const double MaxDelay = 0.1;

    private readonly SemaphoreSlim _requested = new(0);
    private readonly Thread _helper;

    // Null ends the helper.
    private Action? _work;
    private ThreadRun _helperRun;
    private bool _isReady;
    private bool _isStarted;
    private bool _isDone;

    public ThreadPair()
    {
        _helper = new Thread(Help) { IsBackground = true };
        _helper.Start();
    }

    /// <summary>Measures the work on both threads, again if one of them was interrupted, because the other one then had the instrument
    /// for itself.</summary>
    /// <returns>The time that the work took each of them on average, or null if they never ran at the same time.</returns>
    public TimeSpan? Measure(Action work)
    {
        for (var i = 0; i < MaxAttempts; i++)
        {
            var run = Run(work);
            var average = (run.Elapsed + _helperRun.Elapsed) / 2;
            var delay = Stopwatch.GetElapsedTime(run.Start, _helperRun.Start).Duration();
            if (!run.IsInterrupted && !_helperRun.IsInterrupted && delay < average * MaxDelay)
            {
                return average;
            }
        }

        return null;
    }

    /// <summary>Runs the work on both threads, once.</summary>
    /// <returns>The run of the caller.</returns>
    public ThreadRun Run(Action work)
    {
        _work = work;
        _isReady = _isStarted = _isDone = false;
        _requested.Release();
        Await(ref _isReady);
        Volatile.Write(ref _isStarted, true);
        var run = ThreadRun.Of(work);
        Await(ref _isDone);
        return run;
    }

    public void Dispose()
    {
        _work = null;
        _requested.Release();
        _helper.Join();
        _requested.Dispose();
    }

    private static void Await(ref bool flag)
    {
        var wait = default(SpinWait);
        while (!Volatile.Read(ref flag))
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Help()
    {
        while (true)
        {
            _requested.Wait();
            if (_work is not { } work)
            {
                return;
            }

            Volatile.Write(ref _isReady, true);
            while (!Volatile.Read(ref _isStarted))
            {
                Thread.SpinWait(1);
            }

            _helperRun = ThreadRun.Of(work);
            Volatile.Write(ref _isDone, true);
        }
    }
}
