using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A reservoir of the exemplars of one series: one slot for a counter, one per bucket for a histogram.</summary>
/// <remarks>A value is counted before its exemplar is published, and a reader reads the exemplars before the values, so counting the value
/// of an exemplar happens before every read that finds the exemplar. R-183</remarks>
internal sealed class ExemplarReservoir
{
    private readonly ExemplarSampling _sampling;
    private readonly Slot[] _slots;

    public ExemplarReservoir(ExemplarSampling sampling, int slots)
    {
        _sampling = sampling;
        _slots = new Slot[slots];
        var now = sampling.TimeProvider.GetTimestamp();
        for (var i = 0; i < slots; i++)
        {
            _slots[i].NextSampleTime = now;
        }
    }

    /// <summary>Offers the current activity as an exemplar. It is accepted if the family samples activities, the activity is recorded, and
    /// the minimum interval since the last exemplar of the slot has passed.</summary>
    /// <returns>The exemplar if it was accepted; otherwise null.</returns>
    public Exemplar? OfferCurrentActivity(int slot, double value) =>
        _sampling.FromActivity && ExemplarSampling.RecordedActivity is { } activity && TryReserve(ref _slots[slot])
            ? Publish(slot, _sampling.Create(value, activity))
            : null;

    /// <summary>Offers an exemplar of the user. It is accepted if the minimum interval since the last exemplar of the slot has passed. An
    /// invalid exemplar is counted as dropped, even within the interval, and does not start an interval.</summary>
    /// <returns>The exemplar if it was accepted; otherwise null.</returns>
    public Exemplar? Offer(int slot, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!ExemplarValidator.IsValid(labels, _sampling.NameValidation))
        {
            _sampling.Drops.CountExemplar();
            return null;
        }

        return TryReserve(ref _slots[slot]) ? Publish(slot, _sampling.Create(value, labels)) : null;
    }

    public Exemplar? Read(int slot) => Volatile.Read(ref _slots[slot].Exemplar);

    /// <summary>Copies the exemplars of all slots.</summary>
    public void Read(Span<Exemplar?> exemplars)
    {
        for (var i = 0; i < exemplars.Length; i++)
        {
            exemplars[i] = Read(i);
        }
    }

    private Exemplar Publish(int slot, Exemplar exemplar)
    {
        Volatile.Write(ref _slots[slot].Exemplar, exemplar);
        return exemplar;
    }

    // One of several threads succeeds: one exemplar per interval is enough, whichever it is.
    private bool TryReserve(ref Slot slot)
    {
        var next = Volatile.Read(ref slot.NextSampleTime);
        var now = _sampling.TimeProvider.GetTimestamp();
        return now >= next && Interlocked.CompareExchange(ref slot.NextSampleTime, now + _sampling.Interval, next) == next;
    }

    private struct Slot
    {
        public Exemplar? Exemplar;
        public long NextSampleTime;
    }
}
