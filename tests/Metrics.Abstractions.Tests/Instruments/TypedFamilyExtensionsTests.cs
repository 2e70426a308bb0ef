using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Each of them asks the factory for the same kind, name, labels and options, and then for the types.</summary>
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
        Asked(_factory.CreateCounter<int>("x", "h", "a", Counter), "ICounter x h a", Counter);
        Asked(_factory.CreateCounter<int, bool>("x", "h", "a", "b", Counter), "ICounter x h a b", Counter);
        Asked(_factory.CreateCounter<int, bool, Guid>("x", "h", "a", "b", "c", Counter), "ICounter x h a b c", Counter);
        Asked(_factory.CreateCounter<int>("x", "h", "a"), "ICounter x h a", null);
    }

    [Fact]
    public void Gauges()
    {
        Asked(_factory.CreateGauge<int>("x", "h", "a", Gauge), "IGauge x h a", Gauge);
        Asked(_factory.CreateGauge<int, bool>("x", "h", "a", "b", Gauge), "IGauge x h a b", Gauge);
        Asked(_factory.CreateGauge<int, bool, Guid>("x", "h", "a", "b", "c", Gauge), "IGauge x h a b c", Gauge);
        Asked(_factory.CreateGauge<int, bool>("x", "h", "a", "b"), "IGauge x h a b", null);
    }

    [Fact]
    public void Histograms()
    {
        Asked(_factory.CreateHistogram<int>("x", "h", "a", Histogram), "IHistogram x h a", Histogram);
        Asked(_factory.CreateHistogram<int, bool>("x", "h", "a", "b", Histogram), "IHistogram x h a b", Histogram);
        Asked(_factory.CreateHistogram<int, bool, Guid>("x", "h", "a", "b", "c", Histogram), "IHistogram x h a b c", Histogram);
        Asked(_factory.CreateHistogram<int, bool, Guid>("x", "h", "a", "b", "c"), "IHistogram x h a b c", null);
    }

    [Fact]
    public void Summaries()
    {
        Asked(_factory.CreateSummary<int>("x", "h", "a", Summary), "ISummary x h a", Summary);
        Asked(_factory.CreateSummary<int, bool>("x", "h", "a", "b", Summary), "ISummary x h a b", Summary);
        Asked(_factory.CreateSummary<int, bool, Guid>("x", "h", "a", "b", "c", Summary), "ISummary x h a b c", Summary);
        Asked(_factory.CreateSummary<int>("x", "h", "a"), "ISummary x h a", null);
    }

    [Fact]
    public void A_factory_is_wanted()
    {
        IMetricFactory none = null!;

        Assert.Throws<ArgumentNullException>("metrics", () => none.CreateCounter<int>("x", "", "a"));
        Assert.Throws<ArgumentNullException>("metrics", () => none.CreateGauge<int, int>("x", "", "a", "b"));
        Assert.Throws<ArgumentNullException>("metrics", () => none.CreateHistogram<int, int, int>("x", "", "a", "b", "c"));
        Assert.Throws<ArgumentNullException>("metrics", () => none.CreateSummary<int>("x", "", "a"));
    }

    private void Asked<TInstrument>(IMetricFamily<TInstrument, int> view, string what, InstrumentOptions? options)
        where TInstrument : class => Asked((object)view, what, options);

    private void Asked<TInstrument>(IMetricFamily<TInstrument, int, bool> view, string what, InstrumentOptions? options)
        where TInstrument : class => Asked((object)view, what, options);

    private void Asked<TInstrument>(IMetricFamily<TInstrument, int, bool, Guid> view, string what, InstrumentOptions? options)
        where TInstrument : class => Asked((object)view, what, options);

    private void Asked(object view, string what, InstrumentOptions? options)
    {
        Assert.NotNull(view);
        Assert.Equal(what, _factory.What);
        Assert.Same(options, _factory.Options);
    }
}
