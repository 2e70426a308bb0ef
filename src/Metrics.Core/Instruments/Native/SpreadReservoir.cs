using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>A reservoir of a few exemplars, ascending by value and spread over the range of the observed values. Not thread-safe.</summary>
internal sealed class SpreadReservoir
{
    private readonly int _max;
    private readonly TimeSpan _timeToLive;
    private readonly List<Exemplar> _sorted = [];

    /// <param name="max">The maximum number of exemplars; zero or more.</param>
    /// <param name="timeToLive">The age above which an exemplar is replaced before any other.</param>
    public SpreadReservoir(int max, TimeSpan timeToLive) => (_max, _timeToLive) = (max, timeToLive);

    /// <summary>The number of exemplars.</summary>
    public int Count => _sorted.Count;

    /// <summary>Adds an exemplar. If the reservoir is full, it replaces the oldest one if that is too old, or else one whose value is close
    /// to that of another.</summary>
    /// <returns>False if it was rejected: it has no timestamp, its value is NaN, or the maximum number is zero.</returns>
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

        _sorted.Insert(IndexOf(exemplar.Value), exemplar);
        return true;
    }

    /// <summary>Copies the exemplars, ascending by value.</summary>
    public void CopyTo(Span<Exemplar> destination)
    {
        for (var i = 0; i < _sorted.Count; i++)
        {
            destination[i] = _sorted[i];
        }
    }

    private static double Distance(double one, double other) => Math.Abs(Position(one) - Position(other));

    // The logarithm, continued through zero: 1 for the smallest positive number, and for infinity more than for any finite number.
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

    // The older exemplar of the closest pair; but if the new value is even closer to an adjacent exemplar, that one.
    private int Crowded(double newValue)
    {
        var (found, least) = (0, double.PositiveInfinity);
        for (var i = 1; i < _sorted.Count; i++)
        {
            if (Distance(_sorted[i - 1].Value, _sorted[i].Value) is var distance && distance < least)
            {
                (found, least) = (_sorted[i].Timestamp < _sorted[i - 1].Timestamp ? i : i - 1, distance);
            }
        }

        var index = IndexOf(newValue);
        for (var i = Math.Max(index - 1, 0); i <= Math.Min(index, _sorted.Count - 1); i++)
        {
            if (Distance(_sorted[i].Value, newValue) is var distance && distance < least)
            {
                (found, least) = (i, distance);
            }
        }

        return found;
    }

    private int IndexOf(double value)
    {
        var index = 0;
        while (index < _sorted.Count && _sorted[index].Value < value)
        {
            index++;
        }

        return index;
    }
}
