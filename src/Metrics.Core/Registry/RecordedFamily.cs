using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The recorded series of one family, to be replayed.</summary>
internal sealed class RecordedFamily : IStreamableFamily
{
    private readonly List<Series> _series = [];
    private readonly HashSet<LabelSet> _identities = new(LabelSetComparer.Instance);

    public RecordedFamily(MetricDescriptor descriptor) => Descriptor = descriptor;

    public MetricDescriptor Descriptor { get; }

    public ReadOnlyMemory<Series> ReadSeries() => _series.ToArray();

    /// <returns>False if the family already has a series with these labels.</returns>
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
