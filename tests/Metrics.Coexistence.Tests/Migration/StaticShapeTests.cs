extern alias after;

using System.Text.RegularExpressions;
using Prometheus;
using Copied = after::StaticMetrics;

namespace Shop.Migration;

/// <summary>docs/migration/StaticMetrics.cs against prometheus-net: the program in tests/Applications/StaticShop is compiled with each of
/// them, runs twice, and both write the same metrics.</summary>
public sealed partial class StaticShapeTests(MigratedShop shop) : IClassFixture<MigratedShop>
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    [Fact]
    public async Task A_program_that_changes_its_using_line_only_writes_the_same_text()
    {
        var (theirs, ours) = await shop.ScrapeAsync("text/plain; version=0.0.4");

        var expected = Read(theirs);
        Assert.True(expected.Count > 200, theirs);
        MetricsPage.AssertEqual(expected, Read(ours));
    }

    [Fact]
    public async Task A_program_that_changes_its_using_line_only_writes_the_same_OpenMetrics()
    {
        var (theirs, ours) = await shop.ScrapeAsync(OpenMetrics);

        var expected = Read(theirs);
        Assert.Contains(expected, line => line.Contains(" # {order=\"4711\"} 1", StringComparison.Ordinal));
        Assert.Contains(expected, line => line.Contains("# TYPE shop_orders_refused unknown", StringComparison.Ordinal));
        MetricsPage.AssertEqual(expected, Read(ours));
    }

    [Fact]
    public void A_registry_of_its_own_with_labels_writes_the_same_text()
    {
        var expected = MetricsPage.Read(shop.TheirBranches, "shop_");

        Assert.Contains("shop_closed_total{country=\"no\",team=\"branches\"} 1", expected);
        MetricsPage.AssertEqual(expected, MetricsPage.Read(shop.OurBranches, "shop_"));
    }

    [Theory]
    [InlineData(-3, 2, 1)]
    [InlineData(0, 1, 4)]
    [InlineData(-2, 4, 5)]
    [InlineData(-1, 2, 10)]
    [InlineData(0, 2, 13)]
    public void Divided_powers_of_ten_are_the_same(int startPower, int endPower, int divisions) => Assert.Equal(
        Histogram.PowersOfTenDividedBuckets(startPower, endPower, divisions),
        Copied.Histogram.PowersOfTenDividedBuckets(startPower, endPower, divisions));

    [Theory]
    [InlineData(0.1, 0.1, 20)]
    [InlineData(-5, 2.5, 7)]
    [InlineData(Math.PI, 1.0 / 3, 7)]
    [InlineData(5, 0, 1)]
    public void Linear_buckets_are_the_same(double start, double width, int count) => Assert.Equal(
        Histogram.LinearBuckets(start, width, count), Copied.Histogram.LinearBuckets(start, width, count));

    [Theory]
    [InlineData(0.001, 2, 16)]
    [InlineData(0.1, 1.5, 30)]
    [InlineData(1, 1.4142135623730951, 20)]
    public void Exponential_buckets_are_the_same(double start, double factor, int count) => Assert.Equal(
        Histogram.ExponentialBuckets(start, factor, count), Copied.Histogram.ExponentialBuckets(start, factor, count));

    [Fact]
    public void A_tracker_that_is_disposed_twice_decrements_once()
    {
        var theirs = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("jobs", "Jobs.");
        var ours = Copied.Metrics.WithCustomRegistry(Copied.Metrics.NewCustomRegistry()).CreateGauge("jobs", "Jobs.", [], null);

        foreach (var tracker in (IDisposable[])[theirs.TrackInProgress(), Copied.GaugeExtensions.TrackInProgress(ours)])
        {
            tracker.Dispose();
            tracker.Dispose();
        }

        Assert.Equal((0, 0), (theirs.Value, ours.Value));
    }

    private static IReadOnlyList<string> Read(string page) =>
    [
        .. MetricsPage.Read(page, "shop_")
            .Select(line => TraceId().Replace(line, "${name}"))
            .Select(line => Measured().Match(line) is { Success: true } match ? match.Value + "(differs)" : line),
    ];

    [GeneratedRegex("(?<name>(span|trace)_id)=\"[0-9a-f]+\"", RegexOptions.ExplicitCapture)]
    private static partial Regex TraceId();

    // Durations, times of the run, and quantiles, which are right within the error that is permitted.
    [GeneratedRegex(
        "^shop_(packing_(duration|summary)_seconds_(sum|bucket)|packing_seconds_total|last_packing_seconds|rows|checked_time_seconds)"
            + """\{(hall="(north|east)"|country="no",quantile="0\.\d+"|le="[^"]+"|)\}[ ]""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Measured();
}
