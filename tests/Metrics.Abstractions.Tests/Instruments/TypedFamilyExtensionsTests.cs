using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Each method passes the same kind, name, labels and options to the factory, and then requests the types.</summary>
public class TypedFamilyExtensionsTests
{
    private static readonly CounterOptions Counter = new();
    private static readonly GaugeOptions Gauge = new();
    private static readonly HistogramOptions Histogram = new();
    private static readonly SummaryOptions Summary = new();

    private readonly RecordingFactory _factory = new();

    [Fact]
    public void Counters()
    {
        Asked(_factory.CreateCounter<int>("x", "h", "a"), "ICounter x h a", null);
        Asked(_factory.CreateCounter<(int, bool)>("x", "h", "a", "b"), "ICounter x h a b", null);
        Asked(_factory.CreateCounter<int>("x", "h", ["a"], Counter), "ICounter x h a", Counter);
        Asked(_factory.CreateCounter<(int, bool)>("x", "h", ["a", "b"], Counter), "ICounter x h a b", Counter);
        Asked(_factory.CreateCounter<Guid>("x", "h", ["a", "b"], id => (id, id)), "ICounter x h a b", null);
        Asked(_factory.CreateCounter("x", "h", ["a", "b"], (Guid id) => (id, id), Counter), "ICounter x h a b", Counter);
    }

    [Fact]
    public void Gauges()
    {
        Asked(_factory.CreateGauge<int>("x", "h", "a"), "IGauge x h a", null);
        Asked(_factory.CreateGauge<(int, bool)>("x", "h", "a", "b"), "IGauge x h a b", null);
        Asked(_factory.CreateGauge<int>("x", "h", ["a"], Gauge), "IGauge x h a", Gauge);
        Asked(_factory.CreateGauge<(int, bool)>("x", "h", ["a", "b"], Gauge), "IGauge x h a b", Gauge);
        Asked(_factory.CreateGauge<Guid>("x", "h", ["a", "b"], id => (id, id)), "IGauge x h a b", null);
        Asked(_factory.CreateGauge("x", "h", ["a", "b"], (Guid id) => (id, id), Gauge), "IGauge x h a b", Gauge);
    }

    [Fact]
    public void Histograms()
    {
        Asked(_factory.CreateHistogram<int>("x", "h", "a"), "IHistogram x h a", null);
        Asked(_factory.CreateHistogram<(int, bool)>("x", "h", "a", "b"), "IHistogram x h a b", null);
        Asked(_factory.CreateHistogram<int>("x", "h", ["a"], Histogram), "IHistogram x h a", Histogram);
        Asked(_factory.CreateHistogram<(int, bool)>("x", "h", ["a", "b"], Histogram), "IHistogram x h a b", Histogram);
        Asked(_factory.CreateHistogram<Guid>("x", "h", ["a", "b"], id => (id, id)), "IHistogram x h a b", null);
        Asked(_factory.CreateHistogram("x", "h", ["a", "b"], (Guid id) => (id, id), Histogram), "IHistogram x h a b", Histogram);
    }

    [Fact]
    public void Summaries()
    {
        Asked(_factory.CreateSummary<int>("x", "h", "a"), "ISummary x h a", null);
        Asked(_factory.CreateSummary<(int, bool)>("x", "h", "a", "b"), "ISummary x h a b", null);
        Asked(_factory.CreateSummary<int>("x", "h", ["a"], Summary), "ISummary x h a", Summary);
        Asked(_factory.CreateSummary<(int, bool)>("x", "h", ["a", "b"], Summary), "ISummary x h a b", Summary);
        Asked(_factory.CreateSummary<Guid>("x", "h", ["a", "b"], id => (id, id)), "ISummary x h a b", null);
        Asked(_factory.CreateSummary("x", "h", ["a", "b"], (Guid id) => (id, id), Summary), "ISummary x h a b", Summary);
    }

    [Fact]
    public void A_factory_and_a_conversion_are_wanted()
    {
        IMetricFactory none = null!;

        Assert.Throws<ArgumentNullException>("factory", () => none.CreateCounter<int>("x", "", "a"));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateCounter<int>("x", "", ["a"], Counter));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateCounter<int>("x", "", ["a"], _ => default(ValueTuple<int>)));
        Assert.Throws<ArgumentNullException>("convert", () => _factory.CreateCounter<int>("x", "", ["a"], convert: null!));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateGauge<int>("x", "", "a"));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateGauge<int>("x", "", ["a"], Gauge));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateGauge<int>("x", "", ["a"], _ => default(ValueTuple<int>)));
        Assert.Throws<ArgumentNullException>("convert", () => _factory.CreateGauge<int>("x", "", ["a"], convert: null!));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateHistogram<int>("x", "", "a"));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateHistogram<int>("x", "", ["a"], Histogram));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateHistogram<int>("x", "", ["a"], _ => default(ValueTuple<int>)));
        Assert.Throws<ArgumentNullException>("convert", () => _factory.CreateHistogram<int>("x", "", ["a"], convert: null!));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateSummary<int>("x", "", "a"));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateSummary<int>("x", "", ["a"], Summary));
        Assert.Throws<ArgumentNullException>("factory", () => none.CreateSummary<int>("x", "", ["a"], _ => default(ValueTuple<int>)));
        Assert.Throws<ArgumentNullException>("convert", () => _factory.CreateSummary<int>("x", "", ["a"], convert: null!));
    }

    private void Asked<TInstrument, TLabels>(IMetricFamily<TInstrument, TLabels> view, string what, InstrumentOptions? options)
        where TInstrument : class
        where TLabels : notnull
    {
        Assert.NotNull(view);
        Assert.Equal(what, _factory.What);
        Assert.Same(options, _factory.Options);
    }
}
