using Metrics.Collection;

namespace Metrics.Instruments;

/// <summary>The exemplars of a native histogram since its last reset: one for each classic bucket, and some that are spread over the native ones.</summary>
internal sealed class NativeExemplarStore
{
    private readonly ExemplarStore _places;
    private readonly Lock _gate = new();
    private readonly NativeExemplars _spread;

    public NativeExemplarStore(ExemplarPolicy policy, int places, NativeSettings settings)
    {
        _places = new ExemplarStore(policy, places);
        _spread = new NativeExemplars(settings.MaxExemplars, settings.ExemplarTimeToLive);
    }

    /// <summary>See <see cref="ExemplarStore.TakeTrace"/>.</summary>
    public void TakeTrace(int place, double value) => Spread(_places.TakeTrace(place, value));

    /// <summary>See <see cref="ExemplarStore.Take"/>.</summary>
    public void Take(int place, double value, ReadOnlySpan<(string Name, string Value)> labels) => Spread(_places.Take(place, value, labels));

    /// <summary>Copies the exemplars of all classic buckets.</summary>
    public void Read(Span<Exemplar?> exemplars) => _places.Read(exemplars);

    /// <summary>Copies those that are spread over the native buckets, ascending by value.</summary>
    /// <returns>How many there are.</returns>
    public int ReadSpread(Span<Exemplar> exemplars)
    {
        lock (_gate)
        {
            _spread.CopyTo(exemplars);
            return _spread.Count;
        }
    }

    private void Spread(Exemplar? taken)
    {
        if (taken is not null)
        {
            lock (_gate)
            {
                _spread.TryAdd(taken, taken.Timestamp!.Value);
            }
        }
    }
}
