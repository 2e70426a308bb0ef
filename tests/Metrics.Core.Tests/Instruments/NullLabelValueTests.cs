using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

// a header that a request does not have is the usual source of a null.
public class NullLabelValueTests : EngineTest
{
    private readonly IMetricFamily<ICounter> _family;

    public NullLabelValueTests() => _family = Factory.CreateCounter("x_total", "", "method", "tenant");

    [Fact]
    public void It_counts_as_an_empty_text()
    {
        _family.WithLabels("GET", null!).Inc();
        _family.WithLabels(null!, "a").Inc();
        _family.WithLabels("GET", "").Inc();

        Assert.Equal(["x_total{method=\"GET\",tenant=\"\"} 2", "x_total{method=\"\",tenant=\"a\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void It_finds_the_series_of_the_empty_text_and_the_reverse()
    {
        var ofEmpty = _family.WithLabels("GET", "");
        var ofNull = _family.WithLabels(null!, "b");

        Assert.Same(ofEmpty, _family.WithLabels("GET", null!));
        Assert.Same(ofNull, _family.WithLabels("", "b"));
        Assert.NotSame(ofEmpty, _family.WithLabels(null!, "GET"));
    }

    [Fact]
    public void Finding_its_series_allocates_nothing()
    {
        _family.WithLabels("GET", null!);

        Assert.Equal(0, Allocations.OfThousandCalls(() => _family.WithLabels("GET", null!).Inc()));
    }

    [Fact]
    public void Remove_takes_it_too()
    {
        _family.WithLabels("GET", "");

        Assert.True(_family.Remove("GET", null!));
        Assert.False(_family.Remove("GET", null!));
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void RemoveWhere_shows_an_empty_text()
    {
        _family.WithLabels("GET", null!);

        Assert.Equal(1, _family.RemoveWhere(values => values[1].Length == 0));
    }

    [Fact]
    public void It_may_be_beside_constant_labels()
    {
        var family = Factory.WithConstantLabels(("shard", "7")).CreateGauge("y", "", "a");

        family.WithLabels([null!]).Inc();

        Assert.Same(family.WithLabels(""), family.WithLabels([null!]));
        Assert.Equal(["y{shard=\"7\",a=\"\"} 1"], Scrape.Lines(Registry));
        Assert.True(family.Remove([null!]));
    }

    [Fact]
    public void It_may_be_a_typed_value()
    {
        var one = Factory.CreateGauge<string>("one", "", "a");
        var pairs = _family.WithLabelTypes<(string, string)>();
        var numbers = Factory.CreateGauge<(int?, string)>("numbers", "", "a", "b");
        var converted = _family.WithLabelTypes<int>(static number => (number, default(string)));

        one.WithLabels(null!).Inc();
        one.WithLabels("").Inc();
        pairs.WithLabels(("GET", null!)).Inc();
        pairs.WithLabels((null!, null!)).Inc();
        numbers.WithLabels((null, null!)).Inc();
        converted.WithLabels(1).Inc();

        Assert.Same(one.WithLabels(""), one.WithLabels(null!));
        Assert.Same(one.WithLabels(""), one.Family.WithLabels(""));
        Assert.Same(pairs.WithLabels(("GET", "")), pairs.WithLabels(("GET", null!)));
        Assert.Same(_family.WithLabels("GET", ""), pairs.WithLabels(("GET", null!)));
        Assert.Same(_family.WithLabels("", ""), pairs.WithLabels((null!, null!)));
        Assert.Same(numbers.Family.WithLabels("", ""), numbers.WithLabels((null, null!)));
        Assert.Same(_family.WithLabels("1", ""), converted.WithLabels(1));
        Assert.True(pairs.Remove(("GET", null!)));
        Assert.True(one.Remove(null!));
    }

    [Fact]
    public void A_typed_value_without_a_text_is_an_empty_text()
    {
        var family = Factory.CreateGauge<Silent>("y", "", "a");

        Assert.Same(family.Family.WithLabels(""), family.WithLabels(new Silent()));
    }

    [Fact]
    public void Labels_that_are_null_altogether_are_refused_by_the_name_of_the_metric()
    {
        var family = _family.WithLabelTypes<string>(static text => (text, text));

        var refusal = Assert.Throws<ArgumentNullException>("labels", () => family.WithLabels(null!));
        Assert.StartsWith("The labels of 'x_total' are null", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("labels", () => family.Remove(null!));
    }

    [Fact]
    public void The_callback_of_an_observable_may_report_it()
    {
        Factory.CreateObservableGauge("y", "", ["a"], report => report(5, [null!]));
        Factory.WithConstantLabels(("shard", "7")).CreateObservableGauge("z", "", ["a"], report => report(6, [null!]));

        Assert.Equal(["y{a=\"\"} 5", "z{shard=\"7\",a=\"\"} 6"], Scrape.Lines(Registry));
    }

    [Fact]
    public void It_overflows_like_any_other_value()
    {
        var family = Factory.CreateCounter("y_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
        family.WithLabels("1");
        var overflow = family.WithLabels("2");

        Assert.Same(overflow, family.WithLabels([null!]));
        Assert.Equal(0, Allocations.OfThousandCalls(() => family.WithLabels([null!])));
    }

    [Fact]
    public void Either_hash_treats_it_like_an_empty_text()
    {
        Assert.Equal(LabelHash.WithRuntimesKey.Get(["x", ""]), LabelHash.WithRuntimesKey.Get(["x", null!]));
        var hash = new LabelHash();
        Assert.Equal(hash.Get(["x", ""]), hash.Get(["x", null!]));
    }

    [Fact]
    public void Null_is_refused_where_labels_are_fixed_and_named()
    {
        Assert.StartsWith(
            "The name of a label is null: name every label. (In 'm'.)",
            Assert.Throws<ArgumentNullException>("labelNames", () => Factory.CreateGauge("m", "", "a", null!)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "The value of the label 'shard' is null",
            Assert.Throws<ArgumentNullException>(() => Factory.WithConstantLabels(("shard", null!))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_labels_of_a_collector_may_have_it()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "y", "", "a", "b");

        Assert.Equal(["", "1"], family.Labels(null!, "1").Values.ToArray());
    }

    private sealed class Silent
    {
        public override string? ToString() => null;
    }
}
