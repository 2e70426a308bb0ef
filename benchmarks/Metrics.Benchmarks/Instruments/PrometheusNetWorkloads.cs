using System.Runtime.CompilerServices;
using Prometheus;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>The same operations of prometheus-net with its defaults, each on a new instrument, which is called through its
/// interface.</summary>
internal static class PrometheusNetWorkloads
{
    private const string Name = "a";

    private static readonly double[] Values = ObservedValues.Create(64);
    private static readonly double[] ManyValues = ObservedValues.Create(16_384);
    private static readonly LabelValues[] SharedLabels = LabelValues.Shared();
    private static readonly LabelValues[] FreshLabels = LabelValues.Fresh();

    public static Workload CounterInc() => Counter(Inc);

    public static Workload CounterIncBy() => Counter(IncBy, step: 1.5);

    public static Workload GaugeInc() => Gauge(Inc);

    public static Workload GaugeDec() => Gauge(Dec, step: -1);

    public static Workload GaugeIncBy() => Gauge(IncBy, step: 1.5);

    public static Workload GaugeSet()
    {
        Prometheus.IGauge gauge = Factory().CreateGauge(Name, "A.");
        return Create(gauge, Set, readTotal: null);
    }

    public static Workload HistogramObserve()
    {
        Prometheus.IHistogram histogram = Factory().CreateHistogram(
            Name, "A.", new HistogramConfiguration { Buckets = PrometheusMetrics.Buckets.Default });
        return Create(histogram, Observe, () => histogram.Count);
    }

    public static Workload SummaryObserve()
    {
        var objectives = new SummaryConfiguration { Objectives = [new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)] };
        Prometheus.ISummary summary = Factory().CreateSummary(Name, "A.", objectives);
        return Create(summary, Observe, readTotal: null);
    }

    public static Workload LabelledInc() => Labelled(IncShared);

    public static Workload LabelledIncFresh() => Labelled(IncFresh);

    private static Workload Labelled(Action<ICollector<Prometheus.ICounter>, int> loop)
    {
        var family = Factory().CreateCounter(Name, "A.", ["method", "route", "status"]);
        IncShared(family, SharedLabels.Length);
        return Create(
            family, loop, () => SharedLabels.Sum(values => family.WithLabels(values.Method, values.Route, values.Status).Value));
    }

    private static Workload Counter(Action<Prometheus.ICounter, int> loop, double step = 1)
    {
        Prometheus.ICounter counter = Factory().CreateCounter(Name, "A.");
        return Create(counter, loop, () => counter.Value, step);
    }

    private static Workload Gauge(Action<Prometheus.IGauge, int> loop, double step = 1)
    {
        Prometheus.IGauge gauge = Factory().CreateGauge(Name, "A.");
        return Create(gauge, loop, () => gauge.Value, step);
    }

    private static Workload Create<T>(T instrument, Action<T, int> loop, Func<double>? readTotal, double step = 1)
    {
        CallSite.Prepare(loop);
        return new Workload(times => loop(instrument, times), owner: null, readTotal, step);
    }

    private static Prometheus.MetricFactory Factory() => Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inc(Prometheus.ICounter counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncBy(Prometheus.ICounter counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Inc(1.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inc(Prometheus.IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dec(Prometheus.IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Dec();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncBy(Prometheus.IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Inc(1.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Set(Prometheus.IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Set(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Observe(Prometheus.IHistogram histogram, int times)
    {
        var values = Values;
        for (var i = 0; i < times; i++)
        {
            histogram.Observe(values[i & (values.Length - 1)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Observe(Prometheus.ISummary summary, int times)
    {
        var values = ManyValues;
        for (var i = 0; i < times; i++)
        {
            summary.Observe(values[i & (values.Length - 1)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncShared(ICollector<Prometheus.ICounter> family, int times)
    {
        var all = SharedLabels;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            family.WithLabels(values.Method, values.Route, values.Status).Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncFresh(ICollector<Prometheus.ICounter> family, int times)
    {
        var all = FreshLabels;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            family.WithLabels(values.Method, values.Route, values.Status).Inc();
        }
    }
}
