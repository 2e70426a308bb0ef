using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class InfoTests : EngineTest
{
    private readonly IInfo _info;
    private readonly IMetricFamily<IInfo> _family;

    public InfoTests()
    {
        _info = Factory.CreateInfo("build", "Help.");
        _family = Factory.CreateInfo("node", "", "rack");
    }

    [Fact]
    public void Until_it_says_something_it_shows_the_labels_of_its_series()
    {
        _family.WithLabels("r1");

        Assert.Equal(["build_info 1", "node_info{rack=\"r1\"} 1"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void What_it_says_stands_in_labels()
    {
        _info.Set(("version", "1.4.2"), ("revision", "8f3c1d0"));
        _family.WithLabels("r1").Set(("kernel", "6.1"));

        Assert.Equal(
            ["build_info{version=\"1.4.2\",revision=\"8f3c1d0\"} 1", "node_info{rack=\"r1\",kernel=\"6.1\"} 1"], Scrape.Lines(Registry));
        Assert.Equal(1, Registry.GetSampleValue("node_info", ("rack", "r1"), ("kernel", "6.1")));
    }

    [Fact]
    public void Saying_something_else_replaces_everything()
    {
        _info.Set(("version", "1"), ("revision", "a"));
        _info.Set(("branch", "main"));
        Assert.Equal(["build_info{branch=\"main\"} 1"], Scrape.Lines(Registry));

        _info.Set();
        Assert.Equal(["build_info 1"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void A_label_of_the_family_is_refused()
    {
        var info = _family.WithLabels("r1");
        info.Set(("kernel", "6.1"));

        var refusal = Assert.Throws<ArgumentException>("labels", () => info.Set(("os", "linux"), ("rack", "r2")));

        Assert.Contains("'rack' is already a label of the series of 'node_info'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["build_info 1", "node_info{rack=\"r1\",kernel=\"6.1\"} 1"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void A_constant_label_is_refused()
    {
        var info = Factory.WithConstantLabels(("shard", "7")).CreateInfo("app", "");
        info.Set(("version", "1"));

        Assert.Throws<ArgumentException>("labels", () => info.Set(("shard", "8")));
        Assert.Contains("app_info{shard=\"7\",version=\"1\"} 1", Scrape.Lines(Registry));
    }

    [Fact]
    public void Illegal_labels_are_refused_and_change_nothing()
    {
        _info.Set(("version", "1"));

        Assert.Contains(
            "'a' is given twice",
            Assert.Throws<ArgumentException>(() => _info.Set(("a", "1"), ("a", "2"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'a-b' is not a label name", Assert.Throws<ArgumentException>(() => _info.Set(("a-b", "1"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _info.Set(("__a", "1")));
        Assert.Throws<ArgumentException>(() => _info.Set(("", "1")));
        Assert.Throws<ArgumentNullException>("labels", () => _info.Set((null!, "1")));
        Assert.Throws<ArgumentNullException>("labels", () => _info.Set(("a", null!)));
        Assert.Equal(["build_info{version=\"1\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_suffix_is_added_where_it_is_missing() =>
        Assert.Same(_info, Factory.CreateInfo("build_info", "Help."));

    //
    [Fact]
    public void It_has_no_unit()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new MetricDescriptor(MetricType.Info, "x", "", [], "seconds"));

        Assert.Contains("has no unit", refusal.Message, StringComparison.Ordinal);
    }

    //
    [Fact]
    public void It_reads_right_in_each_format()
    {
        _info.Set(("version", "1\"2"));

        Assert.Equal(
            ["# HELP build_info Help.", "# TYPE build_info gauge", "build_info{version=\"1\\\"2\"} 1"],
            Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal(
            ["# TYPE build info", "# HELP build Help.", "build_info{version=\"1\\\"2\"} 1"],
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void Showing_it_allocates_nothing()
    {
        _info.Set(("version", "1"));
        var visitor = new NullVisitor();

        Assert.Equal(0, Allocations.OfThousandCalls(() => ((PrometheusMetrics.Streaming.Series)_info).Collect(visitor)));
    }

    // No scrape combines the labels of two calls.
    [Fact]
    public void No_scrape_sees_a_mixture()
    {
        _info.Set(("a", "0"), ("b", "0"));
        using var writers = ParallelRunner.Keep(2, worker => _info.Set(("a", $"{worker}"), ("b", $"{worker}")));

        for (var i = 0; i < 2000; i++)
        {
            Assert.Contains(
                Assert.Single(Scrape.Lines(Registry)), new[] { "build_info{a=\"0\",b=\"0\"} 1", "build_info{a=\"1\",b=\"1\"} 1" });
        }
    }
}
