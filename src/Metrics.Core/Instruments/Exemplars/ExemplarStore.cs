using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The exemplars of one series: one for a counter, one for each bucket of a histogram.</summary>
/// <remarks>A value is added before its exemplar is shown here, and a reader takes the exemplars before the values, so an exemplar never belongs to a
/// value that isn't there yet. R-183</remarks>
internal sealed class ExemplarStore
{
    private readonly ExemplarPolicy _policy;
    private readonly Place[] _places;

    public ExemplarStore(ExemplarPolicy policy, int places)
    {
        _policy = policy;
        _places = new Place[places];
        var now = policy.Clock.GetTimestamp();
        for (var i = 0; i < places; i++)
        {
            _places[i].FreeFrom = now;
        }
    }

    /// <summary>Takes the current trace as an exemplar if the family wants that, the trace is recorded and it is time for a new one.</summary>
    /// <returns>The exemplar, if one was taken.</returns>
    public Exemplar? TakeTrace(int place, double value) =>
        _policy.FromActivity && ExemplarPolicy.RecordedActivity is { } activity && !double.IsNaN(value) && TryClaim(ref _places[place])
            ? Show(place, _policy.Create(value, activity))
            : null;

    /// <summary>Takes what somebody gave as an exemplar, if it is time for a new one. What is ill-formed is counted whenever it comes, and keeps no place.</summary>
    /// <returns>The exemplar, if one was taken.</returns>
    public Exemplar? Take(int place, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!ExemplarRules.Allow(value, labels))
        {
            _policy.CountDropped();
            return null;
        }

        return TryClaim(ref _places[place]) ? Show(place, _policy.Create(value, labels)) : null;
    }

    public Exemplar? Read(int place) => Volatile.Read(ref _places[place].Exemplar);

    /// <summary>Copies the exemplars of all places.</summary>
    public void Read(Span<Exemplar?> exemplars)
    {
        for (var i = 0; i < exemplars.Length; i++)
        {
            exemplars[i] = Read(i);
        }
    }

    private Exemplar Show(int place, Exemplar exemplar)
    {
        Volatile.Write(ref _places[place].Exemplar, exemplar);
        return exemplar;
    }

    // One thread wins; the others' exemplars are as good, but one is enough.
    private bool TryClaim(ref Place place)
    {
        var free = Volatile.Read(ref place.FreeFrom);
        var now = _policy.Clock.GetTimestamp();
        return now >= free && Interlocked.CompareExchange(ref place.FreeFrom, now + _policy.Interval, free) == free;
    }

    private struct Place
    {
        public Exemplar? Exemplar;
        public long FreeFrom;
    }
}
