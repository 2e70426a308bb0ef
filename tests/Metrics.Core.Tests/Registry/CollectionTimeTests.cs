using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public sealed class CollectionTimeTests
{
    // A timer keeps the context in which it was created: here that of the reader, with its request.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_timer_keeps_no_context_of_the_reader_which_is_left_as_it_was(bool flows)
    {
        var clock = new ContextTimeProvider();
        var time = new CollectionTime(clock, TimeSpan.FromSeconds(5), default);
        AsyncFlowControl? suppression = flows ? null : ExecutionContext.SuppressFlow();

        time.CreateTimer(() => { }).Dispose();

        Assert.True(clock.WasFlowSuppressed);
        Assert.Equal(!flows, ExecutionContext.IsFlowSuppressed());
        suppression?.Undo();
    }

    [Theory]
    [InlineData(4.999, "the timeout of the scrape or export.")]
    [InlineData(5, "CollectorTimeout.")]
    [InlineData(5.001, "CollectorTimeout.")]
    public void Where_both_end_together_the_time_is_that_of_collectors(double secondsOfRequest, string remedy)
    {
        var clock = new TestTimeProvider();

        var time = new CollectionTime(
            clock, TimeSpan.FromSeconds(5), new() { Deadline = clock.GetUtcNow().AddSeconds(secondsOfRequest) });

        Assert.EndsWith($"or raise {remedy}", time.NotReturned("x").Message, StringComparison.Ordinal);
    }

    private sealed class ContextTimeProvider : TimeProvider
    {
        public bool WasFlowSuppressed { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            WasFlowSuppressed = ExecutionContext.IsFlowSuppressed();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
