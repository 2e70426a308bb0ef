using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A collector of one family that other collectors may report too: each of them reports other series.</summary>
internal interface ISharingCollector : ICollector
{
    MetricDescriptor Descriptor { get; }

    /// <summary>The family, which is the same object for all collectors that share it.</summary>
    object Family { get; }
}
