using System.Text;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class NativeHistogramTests : EngineTest
{
    //
    [Fact]
    public void It_has_native_buckets_alone_if_nothing_else_is_said()
    {
        Create().Observe(1.5);

        Assert.Equal(["h Infinity:1 sum:1.5 schema:3 threshold:2.938735877055719E-39 zero:0 -[] +[5:1]"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void It_shows_before_its_first_use()
    {
        Create();

        Assert.Equal(["h Infinity:0 sum:0 schema:3 threshold:2.938735877055719E-39 zero:0 -[] +[]"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void It_has_classic_buckets_too_if_they_are_given()
    {
        var histogram = Factory.CreateHistogram(
            "h", "", new HistogramOptions { Buckets = [1, 2], Native = new() { GrowthFactor = 2, ZeroThreshold = 0 } });

        histogram.Observe(1);
        histogram.Observe(1.5);
        histogram.Observe(1000);

        Assert.Equal("1:1 2:1 Infinity:1 sum:1002.5 schema:0 threshold:0 zero:0 -[] +[0:1 1:1 10:1]", Recorded());
    }

    //
    [Fact]
    public void Without_native_options_there_is_nothing_native()
    {
        Factory.CreateHistogram("h", "").Observe(3);

        Assert.DoesNotContain("schema", Recorded(), StringComparison.Ordinal);
    }

    //
    [Fact]
    public void A_threshold_of_zero_is_not_the_default()
    {
        var histogram = Create(new() { GrowthFactor = 2, ZeroThreshold = -0.0 });

        histogram.Observe(0);
        histogram.Observe(-0.0);
        histogram.Observe(double.Epsilon);
        histogram.Observe(-double.Epsilon);

        Assert.Equal("Infinity:4 sum:0 schema:0 threshold:0 zero:2 -[-1074:1] +[-1074:1]", Recorded());
    }

    //
    [Fact]
    public void Both_sides_of_zero_have_buckets()
    {
        var histogram = Create(new() { GrowthFactor = 2 });

        foreach (var value in new[] { 1e-40, -1e-40, 3e-39, -2, 2, -2.5, 2 })
        {
            histogram.Observe(value);
        }

        Assert.EndsWith("zero:2 -[1:1 2:1] +[-127:1 1:2]", Recorded(), StringComparison.Ordinal);
    }

    //
    [Fact]
    public void NaN_is_in_no_bucket()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1], Native = new() { ZeroThreshold = 0 } });

        histogram.Observe(double.NaN);
        histogram.Observe(1);

        Assert.Equal("1:1 Infinity:0 sum:1 schema:3 threshold:0 zero:0 -[] +[0:1]", Recorded());
    }

    //
    [Fact]
    public void Infinities_have_the_outermost_buckets()
    {
        var histogram = Create(new() { ZeroThreshold = 0 });

        histogram.Observe(double.PositiveInfinity);
        histogram.Observe(double.MaxValue);
        histogram.Observe(double.NegativeInfinity);

        Assert.Equal("Infinity:3 sum:NaN schema:3 threshold:0 zero:0 -[8193:1] +[8192:1 8193:1]", Recorded());
    }

    //
    [Fact]
    public async Task Text_shows_the_classic_part_alone()
    {
        var histogram = Create();
        foreach (var value in new[] { 0.25, 1, 1.5, 10 })
        {
            histogram.Observe(value);
        }

        string[] samples = ["h_bucket{le=\"+Inf\"} 4", "h_sum 12.75", "h_count 4"];
        Assert.Equal(samples, await Samples(ExpositionFormat.Text));
        Assert.Equal(samples.Order(StringComparer.Ordinal), (await Samples(ExpositionFormat.OpenMetrics)).Order(StringComparer.Ordinal));
    }

    //
    [Fact]
    public async Task Text_shows_classic_buckets_where_there_are_some()
    {
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2], Native = new() }).Observe(1.5);

        string[] samples = ["h_bucket{le=\"1\"} 0", "h_bucket{le=\"2\"} 1", "h_bucket{le=\"+Inf\"} 1", "h_sum 1.5", "h_count 1"];
        Assert.Equal(samples, await Samples(ExpositionFormat.Text));
    }

    [Fact]
    public void Every_series_has_buckets_of_its_own()
    {
        var family = Factory.CreateHistogram(
            "h", "", ["a"], new HistogramOptions { Native = new() { GrowthFactor = 2, ZeroThreshold = 0 } });

        family.WithLabels("x").Observe(2);
        family.WithLabels("y").Observe(-2);

        Assert.Equal(
            [
                "h{a=\"x\"} Infinity:1 sum:2 schema:0 threshold:0 zero:0 -[] +[1:1]",
                "h{a=\"y\"} Infinity:1 sum:-2 schema:0 threshold:0 zero:0 -[1:1] +[]",
            ],
            Scrape.Lines(Registry));
    }

    [Fact]
    public void It_knows_when_it_was_created()
    {
        var created = Clock.UtcNow;
        Create();
        Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(created, Sample().Created);
    }

    // Adjacent values, and values of the whole range; more classic buckets than fit on the stack.
    [Fact]
    public void It_may_have_very_many_buckets()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions
        {
            Buckets = Buckets.Linear(1, 1, 1000),
            Native = new() { GrowthFactor = 1.001, MaxBuckets = 0, ZeroThreshold = 0 },
        });
        double[] values =
        [
            .. Enumerable.Range(1, 2000).Select(i => i / 10.0),
            .. Enumerable.Range(-1074, 2098).Select(i => -Math.ScaleB(1, i)),
        ];

        foreach (var value in values)
        {
            histogram.Observe(value);
        }

        var indexes = Enumerable.Range(1, 2000).Select(i => (int)Math.Ceiling(Math.Log2(i / 10.0) * 256)).Distinct().Count();
        var sides = Recorded().Split(["-[", "] +[", "]"], StringSplitOptions.None);
        Assert.Equal(2098, sides[1].Split(' ').Length);
        Assert.Equal(indexes, sides[2].Split(' ').Length);
        Assert.Equal(values.Length, Sample().Value);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(-1e-300)]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Observing_allocates_nothing_where_the_bucket_is_populated(double value)
    {
        var histogram = Create(new() { ZeroThreshold = 0 });

        Assert.Equal(0, Allocations.OfThousandCalls(() => histogram.Observe(value)));
    }

    // A scrape of many series allocates nothing per series.
    [Fact]
    public void Reporting_allocates_nothing()
    {
        var histogram = Create();
        for (var i = 1; i < 100; i++)
        {
            histogram.Observe(i);
        }

        var visitor = new NullVisitor();
        Assert.Equal(0, Allocations.OfThousandCalls(() => ((PrometheusMetrics.Streaming.Series)histogram).Collect(visitor)));
    }

    private IHistogram Create(NativeHistogramOptions? native = null) =>
        Factory.CreateHistogram("h", "", new HistogramOptions { Native = native ?? new() });

    private async Task<string[]> Samples(ExpositionFormat format)
    {
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(Registry, format, body);
        return [.. Encoding.UTF8.GetString(body.ToArray()).Split('\n').Where(line => line.StartsWith('h'))];
    }

    private RecordedSample Sample() => Assert.Single(Scrape.From(Registry).Find("h")!.Samples);

    private string Recorded() => Sample().Text;
}
