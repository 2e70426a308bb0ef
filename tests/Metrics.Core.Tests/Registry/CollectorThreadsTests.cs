using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public class CollectorThreadsTests
{
    private readonly CollectorThreads _threads;
    private Action<Thread> _start = static thread => thread.UnsafeStart();

    // A thread waits as long as the test takes, however long that is.
    public CollectorThreadsTests() => _threads = new CollectorThreads(thread => _start(thread), Timeout.InfiniteTimeSpan);

    [Fact]
    public void A_thread_is_kept_for_the_next_work()
    {
        var first = Run();
        AwaitIdle();

        Assert.Same(first, Run());
        AwaitIdle();
        _threads.Stop();
        Assert.True(first.Join(ParallelRunner.Deadline));
    }

    [Fact]
    public void A_thread_that_waits_in_vain_ends()
    {
        Thread? waiting = null;
        var threads = new CollectorThreads(idleTime: TimeSpan.FromMilliseconds(1));

        threads.Run(() => Volatile.Write(ref waiting, Thread.CurrentThread));

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref waiting) is not null, ParallelRunner.Deadline));
        Assert.True(waiting!.Join(ParallelRunner.Deadline));
        Assert.False(threads.IsIdle);
    }

    [Fact]
    public void Work_does_not_wait_for_a_thread_that_is_busy_and_one_thread_is_kept_at_most()
    {
        using var busy = new ManualResetEventSlim();
        var running = new List<Thread>();
        for (var i = 1; i <= 3; i++)
        {
            _threads.Run(() =>
            {
                lock (running)
                {
                    running.Add(Thread.CurrentThread);
                }

                busy.Wait(ParallelRunner.Deadline);
            });
        }

        Assert.True(SpinWait.SpinUntil(() => Count() == 3, ParallelRunner.Deadline));
        Assert.Equal(3, running.Distinct().Count());
        busy.Set();
        Assert.True(SpinWait.SpinUntil(() => running.Count(thread => thread.IsAlive) == 1, ParallelRunner.Deadline));
        AwaitIdle();
        _threads.Stop();
        Assert.True(SpinWait.SpinUntil(() => !running.Exists(thread => thread.IsAlive), ParallelRunner.Deadline));

        int Count()
        {
            lock (running)
            {
                return running.Count;
            }
        }
    }

    [Fact]
    public void After_the_stop_work_is_done_and_no_thread_is_kept()
    {
        _threads.Stop();

        Assert.True(Run().Join(ParallelRunner.Deadline));
        Assert.False(_threads.IsIdle);
    }

    [Fact]
    public void A_thread_that_waits_is_used_instead_of_another_one()
    {
        Run();
        AwaitIdle();
        _start = _ => Assert.Fail("A thread waits.");

        Run();
        AwaitIdle();
        _threads.Stop();
    }

    [Fact]
    public void Where_the_system_refuses_a_thread_the_work_is_refused_and_not_kept_for_later()
    {
        var isDone = false;
        var refusal = new InsufficientMemoryException();
        _start = _ => throw refusal;

        Assert.Same(refusal, Assert.Throws<InsufficientMemoryException>(() => _threads.Run(() => isDone = true)));

        _start = static thread => thread.UnsafeStart();
        Run();
        AwaitIdle();
        Assert.False(isDone);
        _threads.Stop();
    }

    [Fact]
    public void Work_that_another_thread_has_taken_meanwhile_is_not_refused()
    {
        using var busy = new ManualResetEventSlim();
        using var isDone = new ManualResetEventSlim();
        _threads.Run(() => busy.Wait(ParallelRunner.Deadline));
        _start = _ =>
        {
            busy.Set();
            Assert.True(isDone.Wait(ParallelRunner.Deadline));
            throw new InsufficientMemoryException();
        };

        _threads.Run(isDone.Set);

        AwaitIdle();
        _threads.Stop();
    }

    [Fact]
    public async Task The_threads_can_be_told_apart_in_a_debugger_and_keep_no_process_alive()
    {
        var seen = new TaskCompletionSource<(string?, bool)>();
        _threads.Run(() => seen.SetResult((Thread.CurrentThread.Name, Thread.CurrentThread.IsBackground)));

        Assert.Equal(("Metrics collectors", true), await seen.Task.WaitAsync(ParallelRunner.Deadline));
        _threads.Stop();
    }

    private Thread Run()
    {
        var thread = new TaskCompletionSource<Thread>();
        _threads.Run(() => thread.SetResult(Thread.CurrentThread));
        Assert.True(thread.Task.Wait(ParallelRunner.Deadline));
        return thread.Task.Result;
    }

    private void AwaitIdle() => Assert.True(SpinWait.SpinUntil(() => _threads.IsIdle, ParallelRunner.Deadline));
}
