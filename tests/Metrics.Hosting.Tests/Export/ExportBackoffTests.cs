using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Hosting.Export;

public sealed class ExportBackoffTests
{
    // The first attempt after a failure comes at the normal time; then the longest time doubles, up to ten intervals.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    [InlineData(int.MaxValue, 10)]
    public void The_time_between_exports_grows_with_the_failures(int failures, int intervals)
    {
        var interval = TimeSpan.FromSeconds(2);

        Assert.Equal(interval, ExportBackoff.NextExport(interval, failures, random: 0));
        Assert.Equal(intervals * interval, ExportBackoff.NextExport(interval, failures, random: 1));
    }

    [Theory]
    [InlineData("00:00:15", "00:01:00")]
    [InlineData("00:01:00", "00:01:00")]
    [InlineData("1.00:00:00", "1.00:00:00")]
    public void It_is_never_longer_than_a_minute_unless_the_interval_is(string interval, string longest)
    {
        var longestTime = TimeSpan.Parse(longest, null);

        Assert.Equal(longestTime, ExportBackoff.NextExport(TimeSpan.Parse(interval, null), failures: 1000, random: 1));
    }

    [Theory]
    [InlineData(1, 0.1, 0.2)]
    [InlineData(2, 0.2, 0.4)]
    [InlineData(4, 0.8, 1.6)]
    [InlineData(1000, 1, 2)]
    public void The_pauses_at_shutdown_are_short_and_random(int failures, double shortest, double longest)
    {
        Assert.Equal(TimeSpan.FromSeconds(shortest), ExportBackoff.Retry(failures, random: 0));
        Assert.Equal(TimeSpan.FromSeconds(longest), ExportBackoff.Retry(failures, random: 1));
    }
}
