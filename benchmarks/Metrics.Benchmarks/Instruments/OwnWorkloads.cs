using System.Runtime.CompilerServices;
using PrometheusMetrics.Benchmarks.Operations;
using PrometheusMetrics.Testing;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>The operations of this library, each on a new instrument, which is called through its interface with all checks of its
/// arguments.</summary>
/// <remarks>The length of each array is a power of two and the index wraps around by a mask, so that the iteration takes almost no
/// time.</remarks>
internal static class OwnWorkloads
{
    private const string Name = "a";
    private const string CounterName = "a_total";

    private static readonly double[] Values = ObservedValues.Create(64);

    // The time of an estimate of quantiles depends on the number of different values.
    private static readonly double[] ManyValues = ObservedValues.Create(16_384);

    private static readonly LabelValues[] SharedLabels = LabelValues.Shared();
    private static readonly LabelValues[] FreshLabels = LabelValues.Fresh();
    private static readonly (RequestMethod Method, bool Cached, int Status)[] TypedLabels = LabelValues.Typed();

    /// <summary><c>Interlocked.Increment</c> on one field, behind an interface: the unit of the table.</summary>
    public static Workload Unit()
    {
        CallSite.Prepare<ICounter>(Inc);
        ICounter counter = new StandIn<byte>();
        return new Workload(times => Inc(counter, times), owner: null, () => counter.Value);
    }

    public static Workload CounterInc() => Create<ICounter>(static metrics => metrics.CreateCounter(CounterName, "A."), Inc, CounterName);

    public static Workload CounterIncBy() =>
        Create<ICounter>(static metrics => metrics.CreateCounter(CounterName, "A."), IncBy, CounterName, step: 1.5);

    /// <summary>Looks for a current trace at each call, without finding one.</summary>
    public static Workload TracedCounterInc() => Create<ICounter>(
        static metrics => metrics.CreateCounter(CounterName, "A.", new CounterOptions { Exemplars = new() { FromActivity = true } }),
        Inc,
        CounterName);

    public static Workload GaugeInc() => Create<IGauge>(static metrics => metrics.CreateGauge(Name, "A."), Inc, Name);

    public static Workload GaugeDec() => Create<IGauge>(static metrics => metrics.CreateGauge(Name, "A."), Dec, Name, step: -1);

    public static Workload GaugeIncBy() => Create<IGauge>(static metrics => metrics.CreateGauge(Name, "A."), IncBy, Name, step: 1.5);

    public static Workload GaugeSet() => Create<IGauge>(static metrics => metrics.CreateGauge(Name, "A."), Set, total: null);

    public static Workload HistogramObserve() =>
        Create<IHistogram>(static metrics => metrics.CreateHistogram(Name, "A."), Observe, $"{Name}_count");

    public static Workload NativeHistogramObserve() => Create<IHistogram>(
        static metrics => metrics.CreateHistogram(Name, "A.", new HistogramOptions { Native = new() }), Observe, $"{Name}_count");

    public static Workload SummaryObserve() => Create<ISummary>(
        static metrics => metrics.CreateSummary(
            Name, "A.", new SummaryOptions { Objectives = [new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)] }),
        Observe,
        $"{Name}_count");

    /// <summary>Uses the same string objects with which the series were created.</summary>
    public static Workload LabelledInc() => Labelled(IncShared);

    /// <summary>Uses strings that are equal to those with which the series were created, but are other objects.</summary>
    public static Workload LabelledIncFresh() => Labelled(IncFresh);

    public static Workload LabelledIncTyped()
    {
        var registry = new MetricRegistry();
        var family = new MetricFactory(registry).CreateCounter<(RequestMethod Method, bool Cached, int Status)>(
            CounterName, "A.", "method", "cached", "status");
        IncTyped(family, TypedLabels.Length);
        CallSite.Prepare<IMetricFamily<ICounter, (RequestMethod Method, bool Cached, int Status)>>(IncTyped);
        return new Workload(
            times => IncTyped(family, times), registry, () => TypedLabels.Sum(values => family.WithLabels(values).Value));
    }

    private static Workload Labelled(Action<IMetricFamily<ICounter>, int> loop)
    {
        var registry = new MetricRegistry();
        var family = new MetricFactory(registry).CreateCounter(CounterName, "A.", "method", "route", "status");
        IncShared(family, SharedLabels.Length);
        CallSite.Prepare(loop);
        return new Workload(
            times => loop(family, times),
            registry,
            () => SharedLabels.Sum(values => family.WithLabels(values.Method, values.Route, values.Status).Value));
    }

    private static Workload Create<T>(Func<MetricFactory, T> create, Action<T, int> loop, string? total, double step = 1)
    {
        var registry = new MetricRegistry();
        var instrument = create(new MetricFactory(registry));
        CallSite.Prepare(loop);
        return new Workload(
            times => loop(instrument, times), registry, total is null ? null : () => registry.GetSampleValue(total), step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inc(ICounter counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncBy(ICounter counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Inc(1.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inc(IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dec(IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Dec();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncBy(IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Inc(1.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Set(IGauge gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Set(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Observe(IHistogram histogram, int times)
    {
        var values = Values;
        for (var i = 0; i < times; i++)
        {
            histogram.Observe(values[i & (values.Length - 1)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Observe(ISummary summary, int times)
    {
        var values = ManyValues;
        for (var i = 0; i < times; i++)
        {
            summary.Observe(values[i & (values.Length - 1)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncShared(IMetricFamily<ICounter> family, int times)
    {
        var all = SharedLabels;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            family.WithLabels(values.Method, values.Route, values.Status).Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncFresh(IMetricFamily<ICounter> family, int times)
    {
        var all = FreshLabels;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            family.WithLabels(values.Method, values.Route, values.Status).Inc();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IncTyped(IMetricFamily<ICounter, (RequestMethod Method, bool Cached, int Status)> family, int times)
    {
        var all = TypedLabels;
        for (var i = 0; i < times; i++)
        {
            family.WithLabels(all[i & (all.Length - 1)]).Inc();
        }
    }
}
