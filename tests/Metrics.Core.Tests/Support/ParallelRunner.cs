using System.Runtime.ExceptionServices;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Runs the same work on several threads at the same time. The test throws what one of them throws.</summary>
internal sealed class ParallelRunner : IDisposable
{
    private readonly List<Thread> _threads;
    private readonly Barrier _start;
    private volatile bool _stopped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The time after which a test that hangs ends: much longer than any of these tests takes on a busy machine.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(5);

    private ParallelRunner(int workers, Action<ParallelRunner, int> work)
    {
        _start = new Barrier(workers);
        _threads = [.. Enumerable.Range(0, workers).Select(worker => new Thread(() => Run(work, worker)) { IsBackground = true })];
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary>Runs <paramref name="work"/> once on each of several threads, and returns when all have finished.</summary>
    public static void Do(int workers, Action<int> work)
    {
        using var runner = new ParallelRunner(workers, (_, worker) => work(worker));
    }

    /// <summary>Runs <paramref name="work"/> again and again on each of several threads, until the result is disposed.</summary>
    public static ParallelRunner Keep(int workers, Action<int> work) => new(workers, (runner, worker) =>
    {
        while (!runner._stopped)
        {
            work(worker);
        }
    });

    public void Dispose()
    {
        _stopped = true;
        using var deadline = new CancellationTokenSource(Deadline);
        foreach (var thread in _threads)
        {
            while (!thread.Join(millisecondsTimeout: 100))
            {
                Assert.False(deadline.IsCancellationRequested, "A thread doesn't finish.");
            }
        }

        _start.Dispose();
        _failure?.Throw();
    }

    private void Run(Action<ParallelRunner, int> work, int worker)
    {
        try
        {
            _start.SignalAndWait();
            work(this, worker);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
