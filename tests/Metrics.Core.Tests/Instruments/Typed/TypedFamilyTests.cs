using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Typed;

public class TypedFamilyTests : EngineTest
{
    private readonly IMetricFamily<ICounter> _family;
    private readonly IMetricFamily<ICounter, (Channel, bool)> _typed;

    public TypedFamilyTests()
    {
        _family = Factory.CreateCounter("x_total", "Help.", "channel", "paid");
        _typed = _family.WithLabelTypes<(Channel, bool)>();
    }

    private enum Channel
    {
        Web,
        Shop,
    }

    [Fact]
    public void It_finds_what_the_strings_have_made()
    {
        var series = _family.WithLabels("Shop", "true");

        Assert.Same(series, _typed.WithLabels((Channel.Shop, true)));
        Assert.Same(series, _typed.WithLabels((Channel.Shop, true)));
        Assert.NotSame(series, _typed.WithLabels((Channel.Shop, false)));
    }

    [Fact]
    public void Strings_find_what_it_has_made()
    {
        var series = _typed.WithLabels((Channel.Web, false));
        series.Inc();

        Assert.Same(series, _family.WithLabels("Web", "false"));
        Assert.Same(_family, _typed.Family);
        Assert.Equal(["x_total{channel=\"Web\",paid=\"false\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_same_types_give_the_same_view()
    {
        Assert.Same(_typed, _family.WithLabelTypes<(Channel, bool)>());
        Assert.NotSame(_typed, _family.WithLabelTypes<(Channel, string)>());
        Assert.Same(
            _family.WithLabelTypes<(Channel, string)>(),
            Factory.CreateCounter("x_total", "Help.", "channel", "paid").WithLabelTypes<(Channel, string)>());
    }

    [Fact]
    public void As_many_types_as_labels_are_wanted()
    {
        var none = Factory.CreateCounter("none_total", "", [], null);
        var one = Factory.CreateGauge("one", "", "a");
        var four = Factory.CreateGauge("four", "", "a", "b", "c", "d");

        Refused(
            () => _family.WithLabelTypes<int>(),
            "'x_total' requires 2 values (channel, paid), but the type of its labels has 1. "
            + "Write WithLabelTypes<(TLabel1, TLabel2)>(), or");
        Refused(
            () => _family.WithLabelTypes<(int, int, int)>(),
            "has 3. Write WithLabelTypes<(TLabel1, TLabel2)>(), or pass a conversion: "
            + "WithLabelTypes<TLabels>(labels => (labels.Value1, labels.Value2)).");
        Refused(
            () => one.WithLabelTypes<(int, int)>(),
            "'one' requires 1 value (a), but the type of its labels has 2. Write WithLabelTypes<TLabel>(),");
        Refused(() => four.WithLabelTypes<(int, int, int)>(), "has 3. Write WithLabelTypes<(TLabel1, TLabel2, TLabel3, TLabel4)>()");
        Refused(() => four.WithLabelTypes<Tuple<int, int, int, int>>(), "has 1. Write");
        Refused(
            () => none.WithLabelTypes<int>(),
            "'none_total' has no labels whose values could be typed: create the instrument without labels");
        Refused(() => none.WithLabelTypes<ValueTuple>(), "'none_total' has no labels");
        Refused(() => none.WithLabelTypes<int>(_ => default(ValueTuple)), "'none_total' has no labels");
        Refused(
            () => Factory.CreateGauge("three", "", "a", "b", "c").WithLabelTypes<int>(),
            "Write WithLabelTypes<(TLabel1, TLabel2, TLabel3)>()");

        static void Refused(Func<object> ask, string message) =>
            Assert.Contains(message, Assert.Throws<InvalidOperationException>(ask).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_removed_is_gone_on_both_sides()
    {
        var first = _typed.WithLabels((Channel.Web, true));
        Assert.True(_typed.Remove((Channel.Web, true)));
        Assert.False(_typed.Remove((Channel.Web, true)));
        Assert.False(_typed.Remove((Channel.Shop, true)));
        Assert.Empty(Scrape.Lines(Registry));

        var second = _typed.WithLabels((Channel.Web, true));
        Assert.True(_family.Remove("Web", "true"));
        var third = _typed.WithLabels((Channel.Web, true));
        _family.RemoveWhere(values => values[0] == "Web");
        var fourth = _typed.WithLabels((Channel.Web, true));
        _family.Clear();
        var fifth = _typed.WithLabels((Channel.Web, true));

        Assert.Equal(5, new[] { first, second, third, fourth, fifth }.Distinct().Count());
        Assert.Same(fifth, _family.WithLabels("Web", "true"));
    }

    // Each view has its own cache, and a removal applies to all of them.
    [Fact]
    public void What_one_view_removes_is_gone_in_the_other()
    {
        var strings = _family.WithLabelTypes<(string, bool)>();
        var series = strings.WithLabels(("Web", true));
        Assert.Same(series, _typed.WithLabels((Channel.Web, true)));

        _typed.Remove((Channel.Web, true));

        Assert.NotSame(series, strings.WithLabels(("Web", true)));
    }

    [Fact]
    public void What_is_removed_while_it_is_looked_up_is_not_kept()
    {
        var typed = new TypedViews<IGauge>(Factory.CreateGauge("fleeting", "", "n"), new FleetingFamily(), new([])).Get<int>(null);

        Assert.NotSame(typed.WithLabels(1), typed.WithLabels(1));
    }

    // The cache is bounded by the limit of the family.
    [Fact]
    public void What_overflows_is_not_kept()
    {
        var typed = Factory.CreateGauge("small", "", ["n"], new GaugeOptions { SeriesLimit = 2 }).WithLabelTypes<int>();
        var (one, two, overflow) = (typed.WithLabels(1), typed.WithLabels(2), typed.WithLabels(3));
        Assert.Same(overflow, typed.WithLabels(4));
        Assert.Same(overflow, typed.WithLabels(3));
        Assert.Equal(3, Registry.GetSampleValue("metrics_series_overflow_total", ("family", "small")));

        Assert.Same(one, typed.WithLabels(1));
        Assert.Same(two, typed.WithLabels(2));
        Assert.Equal(3, Registry.GetSampleValue("metrics_series_overflow_total", ("family", "small")));

        typed.Remove(1);
        typed.Remove(2);
        typed.Family.Remove("_overflow");
        Assert.NotSame(overflow, typed.WithLabels(3));
    }

    [Fact]
    public void Constant_labels_are_not_passed()
    {
        var shard = Factory.WithConstantLabels(("shard", "7"));
        var family = shard.CreateCounter("y_total", "", "n");
        var typed = family.WithLabelTypes<int>();

        typed.WithLabels(1).Inc();

        Assert.Same(family.WithLabels("1"), typed.WithLabels(1));
        Assert.Same(family, typed.Family);
        Assert.Same(typed, shard.CreateCounter("y_total", "", "n").WithLabelTypes<int>());
        Assert.NotSame(typed, Factory.WithConstantLabels(("shard", "8")).CreateCounter("y_total", "", "n").WithLabelTypes<int>());
        Assert.Equal(["y_total{shard=\"7\",n=\"1\"} 1"], Scrape.Lines(Registry));
        Assert.Contains(
            "requires 1 value (n)",
            Assert.Throws<InvalidOperationException>(() => family.WithLabelTypes<(int, int)>()).Message,
            StringComparison.Ordinal);

        Assert.True(typed.Remove(1));
        Assert.Empty(Scrape.Lines(Registry));
        Assert.Equal(0, typed.WithLabels(1).Value);
    }

    [Fact]
    public void Of_constant_labels_the_overflow_keeps_them()
    {
        var typed = Factory
            .WithConstantLabels(("shard", "7"))
            .CreateGauge("small", "", ["n"], new GaugeOptions { SeriesLimit = 1 })
            .WithLabelTypes<int>();
        typed.WithLabels(1);

        Assert.Same(typed.WithLabels(2), typed.WithLabels(3));
        Assert.Contains("small{shard=\"7\",n=\"_overflow\"} 0", Scrape.Lines(Registry));
    }

    [Fact]
    public void Any_kind_of_value_finds_its_series_again()
    {
        Check(Channel.Web, Channel.Shop);
        Check(true, false);
        Check("a", "b");
        Check(1, -1);
        Check(1L << 40, 1L << 41);
        Check(Guid.Empty, Guid.NewGuid());
        Check(0.5, 2.0);
        Check(1.5m, 2.5m);
        Check(new Point(1, 2), new Point(2, 1));
        Check(new Version(1, 0), new Version(2, 0));
        Check(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

        void Check<TLabel>(TLabel one, TLabel other)
            where TLabel : notnull
        {
            var family = Factory.CreateCounter($"of_{typeof(TLabel).Name}", "", "v").WithLabelTypes<TLabel>();
            var (first, second) = (family.WithLabels(one), family.WithLabels(other));
            Assert.NotSame(first, second);
            Assert.Same(first, family.WithLabels(one));
            Assert.Same(second, family.WithLabels(other));
            Assert.True(family.Remove(one));
            Assert.NotSame(first, family.WithLabels(one));
        }
    }

    [Fact]
    public void Many_values_are_told_apart()
    {
        var family = Factory.CreateCounter("many_total", "", "a", "b", "c").WithLabelTypes<(int, double, byte)>();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 1000; i++)
            {
                family.WithLabels((i << 20, i, (byte)i)).Inc(i);
            }
        }

        Assert.All(Scrape.From(Registry).Find("many_total")!.Samples.Index(), sample => Assert.Equal(2 * sample.Index, sample.Item.Value));
    }

    [Fact]
    public void A_known_series_is_found_without_allocation()
    {
        var number = Factory.CreateGauge("n", "", "a").WithLabelTypes<int>();
        var three = Factory.CreateHistogram("h", "", "a", "b", "c").WithLabelTypes<(Guid, string, Point)>();
        var shard = Factory.WithConstantLabels(("shard", "7")).CreateCounter("y_total", "", "n").WithLabelTypes<Channel>();
        var id = Guid.NewGuid();

        Assert.Equal(0, Allocations.OfThousandCalls(() => _typed.WithLabels((Channel.Shop, true))));
        Assert.Equal(0, Allocations.OfThousandCalls(() => number.WithLabels(12345)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => three.WithLabels((id, "text", new Point(1, 2)))));
        Assert.Equal(0, Allocations.OfThousandCalls(() => shard.WithLabels(Channel.Shop)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateGauge<Channel>("n2", "", "a").WithLabels(Channel.Shop)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => _family.WithLabelTypes<(Channel, bool)>()));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateCounter<(Channel, bool)>("x_total", "Help.", "channel", "paid")));
    }

    private readonly record struct Point(int X, int Y);

    /// <summary>Another thread removes each series as soon as it is found.</summary>
    private sealed class FleetingFamily : ISeriesFinder<IGauge>
    {
        public MetricDescriptor Descriptor { get; } = new(MetricType.Gauge, "x", "", "n");

        public RemovalCounter Removals { get; } = new();

        public int Count => 1;

        public int LengthLimit => int.MaxValue;

        public bool IsFull => false;

        public IGauge? FindAtLimit(LabelTexts labelTexts, ConstantLabels constants, out bool isShared) =>
            throw new InvalidOperationException("The family is not full.");

        public IGauge Find(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isShared)
        {
            isShared = false;
            Removals.Increment();
            return new Gauge(Descriptor.Labels(labelValues), initialValue: 0, new GaugeCells(TimeProvider.System));
        }

        public bool Remove(params ReadOnlySpan<string> labelValues) => false;

        public bool Hide(params ReadOnlySpan<string> labelValues) => false;
    }
}
