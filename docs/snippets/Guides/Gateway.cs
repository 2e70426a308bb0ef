using PrometheusMetrics;

namespace Guides;

internal sealed class Gateway
{
    private readonly IHistogram _latency;
    private readonly IHistogram _size;

    public Gateway(IMetricFactory metrics)
    {
        _latency = metrics.CreateHistogram("upstream_duration_seconds", "Time until the upstream answered.", new HistogramOptions
        {
            Native = new NativeHistogramOptions(),
        });
        _size = metrics.CreateHistogram("upstream_response_bytes", "Size of answers.", new HistogramOptions
        {
            Buckets = Buckets.Exponential(1024, 4, 6),
            Native = new NativeHistogramOptions { GrowthFactor = 2, MaxBuckets = 50, MinResetDuration = TimeSpan.FromHours(1) },
        });
    }

    public void Record(TimeSpan duration, long bytes)
    {
        _latency.Observe(duration.TotalSeconds);
        _size.Observe(bytes);
    }
}
