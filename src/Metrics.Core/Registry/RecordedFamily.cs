using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>What a collector reported of one family, kept until it is replayed.</summary>
internal sealed class RecordedFamily : IStreamableFamily
{
    private readonly List<Series> _series = [];
    private readonly HashSet<LabelSet> _identities = new(LabelSetComparer.Instance);
    private Series[]? _finished;

    public RecordedFamily(MetricDescriptor descriptor) => Descriptor = descriptor;

    public MetricDescriptor Descriptor { get; }

    public ReadOnlyMemory<Series> ReadSeries() => _finished ??= [.. _series];

    /// <returns>False if the family has a series of these labels already.</returns>
    public bool TryAdd(Series series)
    {
        if (!_identities.Add(series.Labels))
        {
            return false;
        }

        _series.Add(series);
        return true;
    }
}
