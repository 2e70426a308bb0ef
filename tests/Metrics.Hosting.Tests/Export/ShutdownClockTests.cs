using System.Globalization;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

public sealed class ShutdownClockTests
{
    // A fifth of the time is left, at least a second, at most the half. A host without a limit is treated as one with the default.
    [Theory]
    [InlineData("00:00:30", "00:00:00.5", "00:00:24", "00:00:27")]
    [InlineData("00:00:08", "00:00:00.5", "00:00:06.4", "00:00:07.2")]
    [InlineData("00:00:05", "00:00:00.5", "00:00:04", "00:00:04.5")]
    [InlineData("00:00:02", "00:00:00.2", "00:00:01", "00:00:01.5")]
    [InlineData("00:00:01", "00:00:00.1", "00:00:00.5", "00:00:00.75")]
    [InlineData("-00:00:00.001", "00:00:00.5", "00:00:24", "00:00:27")]
    public void The_moments_depend_on_the_shutdown_time(string timeout, string quickStopEnd, string lastChance, string makeRoom)
    {
        var time = new TestTimeProvider();
        var clock = new ShutdownClock(Parse(timeout), time);

        clock.Begin();
        time.Advance(TimeSpan.FromSeconds(0.25));
        clock.Begin();

        Assert.Equal(
            (Parse(quickStopEnd), Parse(lastChance), Parse(makeRoom)),
            (After(clock.QuickStopEnd), After(clock.LastChance), After(clock.MakeRoom)));
        Assert.Equal(clock.Timeout - TimeSpan.FromSeconds(0.25), clock.Left);

        TimeSpan After(long timestamp) => time.GetElapsedTime(clock.Began, timestamp);
    }

    private static TimeSpan Parse(string time) => TimeSpan.Parse(time, CultureInfo.InvariantCulture);
}
