using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The exemplars of one series: one for a counter, one for each bucket of a histogram.</summary>
/// <remarks>A value is added before its exemplar is shown here, and a reader takes the exemplars before the values, so an exemplar never belongs to a
/// value that isn't there yet. R-183</remarks>
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

    /// <summary>Takes the current trace as an exemplar if the family wants that, the trace is recorded and it is time for a new one.</summary>
    /// <returns>The exemplar, if one was taken.</returns>
    public Exemplar? OfferCurrentActivity(int slot, double value) =>
        _sampling.FromActivity && ExemplarSampling.RecordedActivity is { } activity && !double.IsNaN(value) && TryClaim(ref _slots[slot])
            ? Publish(slot, _sampling.Create(value, activity))
            : null;

    /// <summary>Takes what somebody gave as an exemplar, if it is time for a new one. What is ill-formed is counted whenever it comes, and keeps no place.</summary>
    /// <returns>The exemplar, if one was taken.</returns>
    public Exemplar? Offer(int slot, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!ExemplarValidator.IsValid(value, labels))
        {
            _sampling.CountDropped();
            return null;
        }

        return TryClaim(ref _slots[slot]) ? Publish(slot, _sampling.Create(value, labels)) : null;
    }

    public Exemplar? Read(int slot) => Volatile.Read(ref _slots[slot].Exemplar);

    /// <summary>Copies the exemplars of all places.</summary>
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

    // One thread wins; the others' exemplars are as good, but one is enough.
    private bool TryClaim(ref Slot slot)
    {
        var free = Volatile.Read(ref slot.NextSampleTime);
        var now = _sampling.TimeProvider.GetTimestamp();
        return now >= free && Interlocked.CompareExchange(ref slot.NextSampleTime, now + _sampling.Interval, free) == free;
    }

    private struct Slot
    {
        public Exemplar? Exemplar;
        public long NextSampleTime;
    }
}
