using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The exemplars of a native histogram since its last reset: one for each classic bucket, and some that are spread over the native ones.</summary>
internal sealed class NativeExemplarStore
{
    private readonly ExemplarStore _places;
    private readonly Lock _gate = new();
    private readonly NativeExemplars _spread;

    // Made anew with each change, so that a reader needs no lock.
    private volatile Exemplar[] _shown = [];

    public NativeExemplarStore(ExemplarPolicy policy, int places, NativeHistogramConfig settings)
    {
        _places = new ExemplarStore(policy, places);
        _spread = new NativeExemplars(settings.MaxExemplars, settings.ExemplarTimeToLive);
    }

    /// <summary>See <see cref="ExemplarStore.TakeTrace"/>.</summary>
    public void TakeTrace(int place, double value) => Keep(_places.TakeTrace(place, value));

    /// <summary>See <see cref="ExemplarStore.Take"/>.</summary>
    public void Take(int place, double value, ReadOnlySpan<(string Name, string Value)> labels) => Keep(_places.Take(place, value, labels));

    /// <summary>Copies the exemplars of all classic buckets.</summary>
    public void Read(Span<Exemplar?> exemplars) => _places.Read(exemplars);

    /// <summary>Those that are spread over the native buckets at this moment, ascending by value.</summary>
    public ReadOnlySpan<Exemplar> Spread => _shown;

    private void Keep(Exemplar? taken)
    {
        if (taken is not null)
        {
            lock (_gate)
            {
                _spread.TryAdd(taken, taken.Timestamp!.Value);
                var shown = new Exemplar[_spread.Count];
                _spread.CopyTo(shown);
                _shown = shown;
            }
        }
    }
}
