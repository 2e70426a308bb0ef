using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

//
public class NameClashTests : EngineTest
{
    /// <summary>Every name that a family 'x' of a type reserves.</summary>
    public static TheoryData<MetricType, string> TakenNames()
    {
        var data = new TheoryData<MetricType, string>();
        foreach (var (type, names) in new Dictionary<MetricType, string[]>
        {
            [MetricType.Counter] = ["x_total", "x_created"],
            [MetricType.Summary] = ["x", "x_count", "x_sum", "x_created"],
            [MetricType.Histogram] = ["x", "x_bucket", "x_count", "x_sum", "x_created"],
            [MetricType.GaugeHistogram] = ["x", "x_bucket", "x_gcount", "x_gsum", "x_count", "x_sum"],
            [MetricType.Info] = ["x_info"],
            [MetricType.StateSet] = ["x"],
            [MetricType.Gauge] = ["x"],
            [MetricType.Unknown] = ["x"],
        })
        {
            foreach (var name in names)
            {
                data.Add(type, name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(TakenNames))]
    public void A_name_that_a_suffix_makes_is_taken(MetricType type, string name)
    {
        var family = Collector(type, "x");
        Registry.Register(family);

        var refusal = Assert.Throws<InvalidOperationException>(() => Registry.Register(Collector(MetricType.Gauge, name)));

        Assert.Contains(
            $"'gauge {name}' can't be registered: the name '{name}' belongs to '{family.Descriptors[0]}' already",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Contains("Choose another name", refusal.Message, StringComparison.Ordinal);
        Registry.Unregister(family);
        Registry.Register(Collector(MetricType.Gauge, name));
    }

    [Theory]
    [MemberData(nameof(TakenNames))]
    public void It_is_taken_from_the_other_side_too(MetricType type, string name)
    {
        var gauge = Collector(MetricType.Gauge, name);
        Registry.Register(gauge);

        var refusal = Assert.Throws<InvalidOperationException>(() => Registry.Register(Collector(type, "x")));

        Assert.Contains($"the name '{name}' belongs to 'gauge {name}' already", refusal.Message, StringComparison.Ordinal);
        Registry.Unregister(gauge);
        Registry.Register(Collector(type, "x"));
    }

    [Theory]
    [InlineData(MetricType.Counter, "x_count")]
    [InlineData(MetricType.Counter, "x_sum")]
    [InlineData(MetricType.Gauge, "x_total")]
    [InlineData(MetricType.Gauge, "x_created")]
    [InlineData(MetricType.Summary, "x_bucket")]
    [InlineData(MetricType.Histogram, "x_total")]
    [InlineData(MetricType.Histogram, "x_gcount")]
    [InlineData(MetricType.GaugeHistogram, "x_created")]
    [InlineData(MetricType.Info, "x_total")]
    [InlineData(MetricType.Unknown, "x_info")]
    [InlineData(MetricType.Histogram, "X")]
    [InlineData(MetricType.Histogram, "x_")]
    public void Other_names_are_free(MetricType type, string name)
    {
        Registry.Register(Collector(type, "x"));
        Registry.Register(Collector(MetricType.Gauge, name));
    }

    // Names are case-sensitive to Prometheus, and "colliding" only where they are equal.
    [Fact]
    public void Families_with_similar_names_do_not_clash()
    {
        Factory.CreateHistogram("a", "");
        Factory.CreateHistogram("a_b", "");
        Factory.CreateSummary("A", "");
        Factory.CreateCounter("a_buckets", "");

        Assert.Equal(4, Scrape.Lines(Registry).Length);
    }

    [Fact]
    public void Instruments_clash_like_collectors()
    {
        Factory.CreateHistogram("foo", "");
        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("foo_count", ""));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateSummary("foo_bucket", ""));

        Factory.CreateGauge("a_created", "");
        Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("a_total", ""));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateObservableCounter("a", "", () => 1));
    }

    private static TestCollector Collector(MetricType type, string name) => new([new MetricDescriptor(type, name, "")]);
}
