using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>A few exemplars, ascending by value and spread over the range of what was observed. Not thread-safe.</summary>
internal sealed class SpreadReservoir
{
    private readonly int _max;
    private readonly TimeSpan _timeToLive;
    private readonly List<Exemplar> _sorted = [];

    /// <param name="max">How many are kept; zero or more.</param>
    /// <param name="timeToLive">After what time one is replaced first.</param>
    public SpreadReservoir(int max, TimeSpan timeToLive) => (_max, _timeToLive) = (max, timeToLive);

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Count;

    /// <summary>Takes an exemplar, in place of another one if there are enough: of one that is too old, or else of one that has a near neighbour.</summary>
    /// <returns>False if it wasn't taken: it has no timestamp, its value is NaN, or none are kept at all.</returns>
    public bool Offer(Exemplar exemplar, DateTimeOffset now)
    {
        if (_max == 0 || exemplar.Timestamp is null || double.IsNaN(exemplar.Value))
        {
            return false;
        }

        if (_sorted.Count == _max)
        {
            _sorted.RemoveAt(Oldest() is var oldest && now - _sorted[oldest].Timestamp > _timeToLive ? oldest : Crowded(exemplar.Value));
        }

        _sorted.Insert(PlaceOf(exemplar.Value), exemplar);
        return true;
    }

    /// <summary>Copies them, ascending by value.</summary>
    public void CopyTo(Span<Exemplar> destination)
    {
        for (var i = 0; i < _sorted.Count; i++)
        {
            destination[i] = _sorted[i];
        }
    }

    private static double Distance(double one, double other) => Math.Abs(Position(one) - Position(other));

    // The logarithm, continued through zero: it is 1 at the smallest number, and beyond the finite ones at infinity.
    private static double Position(double value) =>
        value == 0 ? 0 : Math.CopySign(Math.Min(Math.Log2(Math.Abs(value)), 1100) + 1075, value);

    private int Oldest()
    {
        var oldest = 0;
        for (var i = 1; i < _sorted.Count; i++)
        {
            oldest = _sorted[i].Timestamp < _sorted[oldest].Timestamp ? i : oldest;
        }

        return oldest;
    }

    // The older one of the closest pair; but if the newcomer is closer yet to one of its neighbours, that one.
    private int Crowded(double newcomer)
    {
        var (found, least) = (0, double.PositiveInfinity);
        for (var i = 1; i < _sorted.Count; i++)
        {
            if (Distance(_sorted[i - 1].Value, _sorted[i].Value) is var distance && distance < least)
            {
                (found, least) = (_sorted[i].Timestamp < _sorted[i - 1].Timestamp ? i : i - 1, distance);
            }
        }

        var place = PlaceOf(newcomer);
        for (var i = Math.Max(place - 1, 0); i <= Math.Min(place, _sorted.Count - 1); i++)
        {
            if (Distance(_sorted[i].Value, newcomer) is var distance && distance < least)
            {
                (found, least) = (i, distance);
            }
        }

        return found;
    }

    private int PlaceOf(double value)
    {
        var place = 0;
        while (place < _sorted.Count && _sorted[place].Value < value)
        {
            place++;
        }

        return place;
    }
}
