using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests;

/// <summary>Every form of call that creates an instrument: each compiles and returns an object of its declared type.</summary>
public class CallFormTests
{
    // As users have it: an interface.
    private readonly IMetricFactory _metrics = NullMetricFactory.Instance.WithPrefix("x");

    [Fact]
    public void Counters()
    {
        All<ICounter>(
            _metrics.CreateCounter("n", "h"),
            _metrics.CreateCounter("n", "h", null),
            _metrics.CreateCounter("n", "h", options: null),
            _metrics.CreateCounter("n", "h", new()),
            _metrics.CreateCounter("n", "h", new CounterOptions { Unit = "bytes" }));
        All<IMetricFamily<ICounter>>(
            _metrics.CreateCounter("n", "h", "a"),
            _metrics.CreateCounter("n", "h", "a", "b"),
            _metrics.CreateCounter("n", "h", ["a"]),
            _metrics.CreateCounter("n", "h", Names),
            _metrics.CreateCounter("n", "h", []),
            _metrics.CreateCounter("n", "h", ["a"], null),
            _metrics.CreateCounter("n", "h", [], null),
            _metrics.CreateCounter("n", "h", ["a"], new()),
            _metrics.CreateCounter("n", "h", Names, new CounterOptions()));
        All<IMetricFamily<ICounter, DayOfWeek>>(
            _metrics.CreateCounter<DayOfWeek>("n", "h", "a"),
            _metrics.CreateCounter<DayOfWeek>("n", "h", ["a"]),
            _metrics.CreateCounter<DayOfWeek>("n", "h", ["a"], null),
            _metrics.CreateCounter<DayOfWeek>("n", "h", ["a"], new()),
            _metrics.CreateCounter("n", "h", "a").WithLabelTypes<DayOfWeek>(),
            _metrics.CreateCounter<DayOfWeek>("n", "h", ["a", "b"], day => (day, day > DayOfWeek.Friday)));
        All<IMetricFamily<ICounter, (DayOfWeek, bool)>>(
            _metrics.CreateCounter<(DayOfWeek, bool)>("n", "h", "a", "b"),
            _metrics.CreateCounter<(DayOfWeek Day, bool IsFree)>("n", "h", Names),
            _metrics.CreateCounter<(DayOfWeek, bool)>("n", "h", ["a", "b"], new CounterOptions()),
            _metrics.CreateCounter("n", "h", ["a", "b"]).WithLabelTypes<(DayOfWeek, bool)>());
        All<IMetricFamily<ICounter, Order>>(
            _metrics.CreateCounter<Order>("n", "h", ["a", "b"], order => (order.Channel, order.Paid)),
            _metrics.CreateCounter<Order>("n", "h", ["a", "b"], static order => (order.Channel, order.Paid), new()),
            _metrics.CreateCounter<Order>("n", "h", ["a"], order => ValueTuple.Create(order.Channel), options: null),
            _metrics.CreateCounter("n", "h", ["a", "b"], (Order order) => (order.Channel, order.Paid)),
            _metrics.CreateCounter<Order>("n", "h", Names, Values),
            _metrics.CreateCounter("n", "h", "a", "b").WithLabelTypes<Order>(order => (order.Channel, order.Paid)),
            _metrics.CreateCounter("n", "h", "a", "b").WithLabelTypes((Order order) => (order.Channel, order.Paid)));
    }

    [Fact]
    public void Gauges()
    {
        All<IGauge>(
            _metrics.CreateGauge("n", "h"),
            _metrics.CreateGauge("n", "h", null),
            _metrics.CreateGauge("n", "h", new()),
            _metrics.CreateGauge("n", "h", new GaugeOptions { InitialValue = 1 }));
        All<IMetricFamily<IGauge>>(
            _metrics.CreateGauge("n", "h", "a"),
            _metrics.CreateGauge("n", "h", "a", "b"),
            _metrics.CreateGauge("n", "h", ["a"]),
            _metrics.CreateGauge("n", "h", ["a"], null),
            _metrics.CreateGauge("n", "h", ["a"], new()));
        All<IMetricFamily<IGauge, string>>(
            _metrics.CreateGauge<string>("n", "h", "a"),
            _metrics.CreateGauge<string>("n", "h", ["a"], null),
            _metrics.CreateGauge<string>("n", "h", ["a"], new()),
            _metrics.CreateGauge<string>("n", "h", ["a"], text => ValueTuple.Create(text.Length)),
            _metrics.CreateGauge<string>("n", "h", ["a"], text => ValueTuple.Create(text.Length), new()));
    }

    [Fact]
    public void Histograms()
    {
        All<IHistogram>(
            _metrics.CreateHistogram("n", "h"),
            _metrics.CreateHistogram("n", "h", null),
            _metrics.CreateHistogram("n", "h", options: null),
            _metrics.CreateHistogram("n", "h", new()),
            _metrics.CreateHistogram("n", "h", new() { Buckets = [0.1, 1, 10] }),
            _metrics.CreateHistogram("n", "h", new HistogramOptions { Buckets = Buckets.Default }),
            _metrics.CreateHistogram("n", "h", new HistogramOptions { Buckets = [.. Buckets.Default, 30] }),
            _metrics.CreateHistogram("n", "h", Buckets.Default),
            _metrics.CreateHistogram("n", "h", options: Buckets.Default),
            _metrics.CreateHistogram("n", "h", Buckets.Linear(1, 2, 3)),
            _metrics.CreateHistogram("n", "h", Bounds),
            _metrics.CreateHistogram("n", "h", new[] { 0.1, 1, 10 }));
        All<IMetricFamily<IHistogram>>(
            _metrics.CreateHistogram("n", "h", "a"),
            _metrics.CreateHistogram("n", "h", "a", "b"),
            _metrics.CreateHistogram("n", "h", ["a"]),
            _metrics.CreateHistogram("n", "h", Names),
            _metrics.CreateHistogram("n", "h", []),
            _metrics.CreateHistogram("n", "h", ["a"], null),
            _metrics.CreateHistogram("n", "h", ["a"], new()),
            _metrics.CreateHistogram("n", "h", ["a"], new HistogramOptions { Buckets = Buckets.Default }),
            _metrics.CreateHistogram("n", "h", ["a"], Buckets.Default),
            _metrics.CreateHistogram("n", "h", ["a"], Buckets.Exponential(1, 2, 4)),
            _metrics.CreateHistogram("n", "h", Names, Bounds));
        All<IMetricFamily<IHistogram, int>>(
            _metrics.CreateHistogram<int>("n", "h", "a"),
            _metrics.CreateHistogram<int>("n", "h", ["a"]),
            _metrics.CreateHistogram<int>("n", "h", ["a"], null),
            _metrics.CreateHistogram<int>("n", "h", ["a"], new()),
            _metrics.CreateHistogram<int>("n", "h", ["a"], Buckets.Default),
            _metrics.CreateHistogram<int>("n", "h", ["a"], number => ValueTuple.Create(number / 100)),
            _metrics.CreateHistogram<int>("n", "h", ["a"], number => ValueTuple.Create(number / 100), Buckets.Linear(1, 2, 3)),
            _metrics.CreateHistogram("n", "h", ["a", "b"], (int number) => (number / 100, number), new()));
    }

    [Fact]
    public void Summaries()
    {
        All<ISummary>(
            _metrics.CreateSummary("n", "h"),
            _metrics.CreateSummary("n", "h", null),
            _metrics.CreateSummary("n", "h", new()),
            _metrics.CreateSummary("n", "h", new SummaryOptions { Objectives = [new(0.99, 0.001)] }));
        All<IMetricFamily<ISummary>>(
            _metrics.CreateSummary("n", "h", "a"),
            _metrics.CreateSummary("n", "h", "a", "b"),
            _metrics.CreateSummary("n", "h", ["a"]),
            _metrics.CreateSummary("n", "h", ["a"], null),
            _metrics.CreateSummary("n", "h", ["a"], new()));
        All<IMetricFamily<ISummary, (string, int)>>(
            _metrics.CreateSummary<(string, int)>("n", "h", "a", "b"),
            _metrics.CreateSummary<(string, int)>("n", "h", ["a", "b"], null),
            _metrics.CreateSummary<(string, int)>("n", "h", ["a", "b"], new()),
            _metrics.CreateSummary<(string, int)>("n", "h", ["a", "b"], values => values),
            _metrics.CreateSummary<(string, int)>("n", "h", ["b", "a"], values => (values.Item2, values.Item1), new()));
    }

    [Fact]
    public void State_sets_and_infos()
    {
        All<IStateSet>(
            _metrics.CreateStateSet("n", "h", new()),
            _metrics.CreateStateSet("n", "h", new StateSetOptions { States = ["x", "y"] }));
        All<IMetricFamily<IStateSet>>(
            _metrics.CreateStateSet("n", "h", ["a"], new()),
            _metrics.CreateStateSet("n", "h", Names, new StateSetOptions()));
        All<IStateSet<DayOfWeek>>(
            _metrics.CreateStateSet<DayOfWeek>("n", "h"),
            _metrics.CreateStateSet<DayOfWeek>("n", "h", null),
            _metrics.CreateStateSet<DayOfWeek>("n", "h", new StateSetOptions()));
        All<IMetricFamily<IStateSet<DayOfWeek>>>(
            _metrics.CreateStateSet<DayOfWeek>("n", "h", "a"),
            _metrics.CreateStateSet<DayOfWeek>("n", "h", "a", "b"),
            _metrics.CreateStateSet<DayOfWeek>("n", "h", ["a"], null),
            _metrics.CreateStateSet<DayOfWeek>("n", "h", ["a"], new()));
        All<IMetricFamily<IStateSet<DayOfWeek>, (int, bool)>>(
            _metrics.CreateStateSet<DayOfWeek>("n", "h", "a", "b").WithLabelTypes<(int, bool)>());
        All<IInfo>(
            _metrics.CreateInfo("n", "h"),
            _metrics.CreateInfo("n", "h", null),
            _metrics.CreateInfo("n", "h", new()));
        All<IMetricFamily<IInfo>>(
            _metrics.CreateInfo("n", "h", "a"),
            _metrics.CreateInfo("n", "h", "a", "b"),
            _metrics.CreateInfo("n", "h", ["a"], null),
            _metrics.CreateInfo("n", "h", ["a"], new()));
    }

    private static readonly string[] Names = ["a", "b"];
    private static readonly double[] Bounds = [0.1, 1, 10];

    private static ITuple Values(Order order) => (order.Channel, order.Paid);

    private static void All<TExpected>(params ReadOnlySpan<TExpected> instruments)
        where TExpected : class
    {
        foreach (var instrument in instruments)
        {
            Assert.NotNull(instrument);
        }
    }

    private readonly record struct Order(string Channel, bool Paid);
}
