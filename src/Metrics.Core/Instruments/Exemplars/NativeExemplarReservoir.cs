using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>A reservoir of the exemplars of a native histogram since its last reset: one slot per classic bucket, and a few exemplars that
/// are spread over the native buckets.</summary>
internal sealed class NativeExemplarReservoir
{
    private readonly ExemplarReservoir _buckets;
    private readonly Lock _gate = new();
    private readonly SpreadReservoir _spread;

    // Copy-on-write, so that a reader needs no lock.
    private volatile Exemplar[] _published = [];

    public NativeExemplarReservoir(ExemplarSampling sampling, int buckets, NativeHistogramConfig config)
    {
        _buckets = new ExemplarReservoir(sampling, buckets);
        _spread = new SpreadReservoir(config.MaxExemplars, config.ExemplarTimeToLive);
    }

    /// <summary>See <see cref="ExemplarReservoir.OfferCurrentActivity"/>.</summary>
    public void OfferCurrentActivity(int bucket, double value) => OfferToSpread(_buckets.OfferCurrentActivity(bucket, value));

    /// <summary>See <see cref="ExemplarReservoir.Offer"/>.</summary>
    public void Offer(int bucket, double value, ReadOnlySpan<(string Name, string Value)> labels) =>
        OfferToSpread(_buckets.Offer(bucket, value, labels));

    /// <summary>Copies the exemplars of all classic buckets.</summary>
    public void Read(Span<Exemplar?> exemplars) => _buckets.Read(exemplars);

    /// <summary>A snapshot of the exemplars that are spread over the native buckets, ascending by value.</summary>
    public ReadOnlySpan<Exemplar> Spread => _published;

    private void OfferToSpread(Exemplar? accepted)
    {
        if (accepted is not null)
        {
            lock (_gate)
            {
                _spread.Offer(accepted, accepted.Timestamp!.Value);
                var copy = new Exemplar[_spread.Count];
                _spread.CopyTo(copy);
                _published = copy;
            }
        }
    }
}
