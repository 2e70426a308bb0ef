using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>The same operations with the instruments of .NET and the OpenTelemetry SDK, which aggregates cumulative totals, as for
/// Prometheus.</summary>
/// <threadsafety>Every member may be called by several threads at once, which then share the instrument.</threadsafety>
internal sealed class OpenTelemetryOperations : IDisposable
{
    private readonly Meter _meter = new("PrometheusMetrics.Benchmarks");
    private readonly MeterProvider _provider;
    private readonly Counter<long> _counter;
    private readonly Counter<double> _doubleCounter;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _histogram;
    private readonly LabelValues[] _shared = LabelValues.Shared();
    private readonly double[] _values = ObservedValues.Create(64);

    public OpenTelemetryOperations()
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name)
            .AddView("order_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = Buckets.Default })
            .AddReader(new BaseExportingMetricReader(new NullExporter())
            {
                TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
            })
            .Build();
        _counter = _meter.CreateCounter<long>("orders");
        _doubleCounter = _meter.CreateCounter<double>("order_value");
        _histogram = _meter.CreateHistogram<double>("order_seconds");
        _requests = _meter.CreateCounter<long>("requests");
    }

    public void CounterAdd(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _counter.Add(1);
        }
    }

    public void CounterAddDouble(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _doubleCounter.Add(1.5);
        }
    }

    public void HistogramRecord(int times)
    {
        var values = _values;
        for (var i = 0; i < times; i++)
        {
            _histogram.Record(values[i & (values.Length - 1)]);
        }
    }

    public void TaggedAdd(int times)
    {
        var all = _shared;
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            _requests.Add(1, new("method", values.Method), new("route", values.Route), new("status", values.Status));
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    /// <summary>Exports nothing: the reader collects on request only, and no benchmark requests it.</summary>
    private sealed class NullExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
