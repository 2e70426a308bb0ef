namespace PrometheusMetrics.Benchmarks;

/// <summary>Runs the same work on several threads at the same time: the caller and its helpers.</summary>
/// <remarks>The helpers spin instead of sleeping, so that all threads start within about a microsecond.</remarks>
internal sealed class WorkerThreads : IDisposable
{
    private readonly Thread[] _helpers;
    private Action<int>? _work;
    private int _times;
    private int _round;
    private int _busy;

    public WorkerThreads(int threads)
    {
        _helpers = new Thread[threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Help) { IsBackground = true };
            _helpers[i].Start();
        }
    }

    /// <summary>Runs the work on every thread, and returns when the last one has finished.</summary>
    /// <param name="work">The work. Its argument is the number of repetitions.</param>
    /// <param name="times">The number of repetitions per thread.</param>
    public void Run(Action<int> work, int times)
    {
        Start(work, times);
        work(times);
        AwaitHelpers();
    }

    public void Dispose()
    {
        Start(null, 0);
        AwaitHelpers();
        Array.ForEach(_helpers, helper => helper.Join());
    }

    private void Start(Action<int>? work, int times)
    {
        _work = work;
        _times = times;
        _busy = _helpers.Length;
        Volatile.Write(ref _round, _round + 1);
    }

    private void AwaitHelpers()
    {
        var wait = new SpinWait();
        while (Volatile.Read(ref _busy) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Help()
    {
        var round = 0;
        Action<int>? work;
        do
        {
            var wait = new SpinWait();
            while (Volatile.Read(ref _round) == round)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            round++;
            work = _work;
            work?.Invoke(_times);
            Interlocked.Decrement(ref _busy);
        }
        while (work is not null);
    }
}
