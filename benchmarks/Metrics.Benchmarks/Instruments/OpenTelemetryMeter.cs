using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>A meter for one instrument to which the OpenTelemetry SDK listens with its defaults, with cumulative totals as for Prometheus.
/// It collects on request only.</summary>
internal sealed class OpenTelemetryMeter : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly TotalExporter _exporter = new();

    /// <param name="view">How the instrument is aggregated, or null for the default.</param>
    public OpenTelemetryMeter(MetricStreamConfiguration? view)
    {
        var builder = Sdk.CreateMeterProviderBuilder().AddMeter(Meter.Name);
        if (view is not null)
        {
            builder.AddView(_ => view);
        }

        _provider = builder
            .AddReader(new BaseExportingMetricReader(_exporter)
            {
                TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
            })
            .Build();
    }

    public Meter Meter { get; } = new($"PrometheusMetrics.Benchmarks.{Guid.NewGuid()}");

    /// <summary>Collects, and adds up the totals of all series, or the counts of a histogram.</summary>
    public double ReadTotal()
    {
        _provider.ForceFlush();
        return _exporter.Total;
    }

    public void Dispose()
    {
        _provider.Dispose();
        Meter.Dispose();
    }

    private sealed class TotalExporter : BaseExporter<Metric>
    {
        public double Total { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Total = 0;
            foreach (var metric in batch)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    Total += Read(metric.MetricType, point);
                }
            }

            return ExportResult.Success;
        }

        private static double Read(MetricType type, in MetricPoint point) => type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
            MetricType.Histogram or MetricType.ExponentialHistogram => point.GetHistogramCount(),
            _ => 0,
        };
    }
}
