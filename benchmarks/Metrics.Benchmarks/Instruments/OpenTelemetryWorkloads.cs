using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using OpenTelemetry.Metrics;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>The same operations of the instruments of .NET while the OpenTelemetry SDK listens, each on a new instrument. Their classes are
/// sealed and have no interfaces, so they are called directly.</summary>
internal static class OpenTelemetryWorkloads
{
    private const string Name = "a";

    private static readonly double[] Values = ObservedValues.Create(64);
    private static readonly LabelValues[] SharedLabels = LabelValues.Shared();
    private static readonly LabelValues[] FreshLabels = LabelValues.Fresh();

    public static Workload CounterAdd() => Create(static meter => meter.CreateCounter<long>(Name), Add);

    public static Workload CounterAddDouble() => Create(static meter => meter.CreateCounter<double>(Name), Add, step: 1.5);

    public static Workload UpDownCounterAdd() => Create(static meter => meter.CreateUpDownCounter<long>(Name), Add);

    public static Workload UpDownCounterSubtract() => Create(static meter => meter.CreateUpDownCounter<long>(Name), Subtract, step: -1);

    public static Workload UpDownCounterAddDouble() => Create(static meter => meter.CreateUpDownCounter<double>(Name), Add, step: 1.5);

    public static Workload GaugeRecord() => Create(static meter => meter.CreateGauge<double>(Name), Record, step: 0);

    public static Workload HistogramRecord() => Create(
        static meter => meter.CreateHistogram<double>(Name),
        Record,
        view: new ExplicitBucketHistogramConfiguration { Boundaries = Buckets.Default });

    public static Workload ExponentialHistogramRecord() => Create(
        static meter => meter.CreateHistogram<double>(Name), Record, view: new Base2ExponentialBucketHistogramConfiguration());

    public static Workload TaggedAdd() => Create(static meter => meter.CreateCounter<long>(Name), AddShared);

    public static Workload TaggedAddFresh() => Create(static meter => meter.CreateCounter<long>(Name), AddFresh);

    private static Workload Create<T>(
        Func<Meter, T> create, Action<T, int> loop, double step = 1, MetricStreamConfiguration? view = null)
    {
        var provider = new OpenTelemetryMeter(view);
        var instrument = create(provider.Meter);
        return new Workload(times => loop(instrument, times), provider, provider.ReadTotal, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Counter<long> counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Add(1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Counter<double> counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Add(1.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(UpDownCounter<long> counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Add(1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(UpDownCounter<long> counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Add(-1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(UpDownCounter<double> counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counter.Add(1.5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Record(Gauge<double> gauge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gauge.Record(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Record(Histogram<double> histogram, int times)
    {
        var values = Values;
        for (var i = 0; i < times; i++)
        {
            histogram.Record(values[i & (values.Length - 1)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddShared(Counter<long> counter, int times)
    {
        var all = SharedLabels;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            counter.Add(1, new("method", values.Method), new("route", values.Route), new("status", values.Status));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFresh(Counter<long> counter, int times)
    {
        var all = FreshLabels;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            counter.Add(1, new("method", values.Method), new("route", values.Route), new("status", values.Status));
        }
    }
}
