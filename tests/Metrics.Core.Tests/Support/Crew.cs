using System.Runtime.ExceptionServices;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Threads of their own that do the same at the same time. What one of them throws, the test throws.</summary>
internal sealed class Crew : IDisposable
{
    private readonly List<Thread> _threads;
    private readonly Barrier _start;
    private volatile bool _stopped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Far beyond what any of these tests takes on a busy machine: it ends a test that would hang, and times nothing.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(5);

    private Crew(int workers, Action<Crew, int> work)
    {
        _start = new Barrier(workers);
        _threads = [.. Enumerable.Range(0, workers).Select(worker => new Thread(() => Run(work, worker)) { IsBackground = true })];
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary>Runs <paramref name="work"/> once on each of several threads, and returns when all have finished.</summary>
    public static void Do(int workers, Action<int> work)
    {
        using var crew = new Crew(workers, (_, worker) => work(worker));
    }

    /// <summary>Runs <paramref name="work"/> again and again on each of several threads, until the result is disposed.</summary>
    public static Crew Keep(int workers, Action<int> work) => new(workers, (crew, worker) =>
    {
        while (!crew._stopped)
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

    private void Run(Action<Crew, int> work, int worker)
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
