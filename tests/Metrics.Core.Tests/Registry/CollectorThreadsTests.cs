using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public class CollectorThreadsTests
{
    private readonly CollectorThreads _threads = new();

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

    private Thread Run()
    {
        var thread = new TaskCompletionSource<Thread>();
        _threads.Run(() => thread.SetResult(Thread.CurrentThread));
        Assert.True(thread.Task.Wait(ParallelRunner.Deadline));
        return thread.Task.Result;
    }

    private void AwaitIdle() => Assert.True(SpinWait.SpinUntil(() => _threads.IsIdle, ParallelRunner.Deadline));
}
