using Metrics.Tests.Support;

namespace Metrics.Tests.Instruments.Exemplars;

/// <summary>Threads that bring an exemplar at the same time.</summary>
[Collection(nameof(RunsAlone))]
public class ExemplarClaimTests : EngineTest
{
    // Each exemplar that is made asks the clock for the time of day.
    [Fact]
    public void One_wins_in_each_interval_and_the_others_make_none()
    {
        const int Intervals = 200;
        const int Threads = 4;
        var clock = new CountingClock();
        var counter = new MetricFactory(Registry, clock).CreateCounter("x", "");
        counter.Inc(1, ("worker", "none"));
        using var turn = new Barrier(Threads, _ => clock.Advance(TimeSpan.FromSeconds(1)));
        var before = clock.AskedForUtc;

        Crew.Do(Threads, worker =>
        {
            for (var i = 0; i < Intervals; i++)
            {
                turn.SignalAndWait(TestContext.Current.CancellationToken);
                counter.Inc(1, ("worker", $"{worker}"));
            }
        });

        Assert.Equal(Intervals, clock.AskedForUtc - before);
        Assert.Equal(1 + (Intervals * Threads), counter.Value);
    }

    private sealed class CountingClock : TimeProvider
    {
        private int _askedForUtc;
        private long _timestamp;

        public int AskedForUtc => Volatile.Read(ref _askedForUtc);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Increment(ref _askedForUtc);
            return DateTimeOffset.UnixEpoch;
        }

        public override long GetTimestamp() => Volatile.Read(ref _timestamp);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _timestamp, time.Ticks);
    }
}
