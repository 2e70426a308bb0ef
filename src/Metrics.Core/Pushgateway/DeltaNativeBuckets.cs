using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The native buckets of a histogram, which may be subtracted from those of a later collection: in the meantime the histogram may
/// have halved its resolution or widened its zero bucket. Source: Prometheus, "Native Histograms", Limiting the bucket count.</summary>
internal sealed class DeltaNativeBuckets
{
    // The bounds of neighbouring buckets differ by 0.27 percent at least, so bounds that are this close are the same one.
    private const double Tolerance = 1 + 1e-9;

    private readonly int _schema;
    private readonly double _zeroThreshold;
    private readonly long _zeroCount;
    private readonly SortedList<int, long> _positive;
    private readonly SortedList<int, long> _negative;

    private DeltaNativeBuckets(
        int schema, double zeroThreshold, long zeroCount, SortedList<int, long> positive, SortedList<int, long> negative)
    {
        (_schema, _zeroThreshold, _zeroCount) = (schema, zeroThreshold, zeroCount);
        (_positive, _negative) = (positive, negative);
    }

    /// <summary>Whether any count is less than zero, which is the case if a part was subtracted that the whole does not contain.</summary>
    public bool HasNegativeCount => _zeroCount < 0 || HasNegative(_positive) || HasNegative(_negative);

    public static DeltaNativeBuckets From(in NativeHistogramSample sample) => new(
        sample.Schema,
        sample.ZeroThreshold,
        sample.ZeroCount,
        ToList(sample.PositiveIndexes, sample.PositiveCounts),
        ToList(sample.NegativeIndexes, sample.NegativeCounts));

    /// <summary>Returns no observations, in the layout of others.</summary>
    public static DeltaNativeBuckets Empty(DeltaNativeBuckets layout) => new(layout._schema, layout._zeroThreshold, 0, [], []);

    /// <summary>Returns whether these buckets can contain the earlier ones, so that the histogram did not begin again.</summary>
    public bool Continues(DeltaNativeBuckets? earlier) =>
        earlier is null
        || (_schema <= earlier._schema && _zeroThreshold >= earlier._zeroThreshold && !Subtract(earlier).HasNegativeCount);

    /// <summary>Subtracts others, in the coarser of the two resolutions and with the wider of the two zero buckets.</summary>
    public DeltaNativeBuckets Subtract(DeltaNativeBuckets? other)
    {
        // Buckets without observations must not make the others coarser.
        if (other is null or { _zeroCount: 0, _positive.Count: 0, _negative.Count: 0 })
        {
            return this;
        }

        var result = Empty(this).WithLayout(Math.Min(_schema, other._schema), Math.Max(_zeroThreshold, other._zeroThreshold));
        var zeroCount = result.Add(this, 1) + result.Add(other, -1);
        return new DeltaNativeBuckets(
            result._schema, result._zeroThreshold, zeroCount, WithoutZeros(result._positive), WithoutZeros(result._negative));
    }

    public NativeHistogramSample ToSample() => new(_schema, _zeroThreshold, _zeroCount)
    {
        PositiveIndexes = _positive.Keys.ToArray(),
        PositiveCounts = _positive.Values.ToArray(),
        NegativeIndexes = _negative.Keys.ToArray(),
        NegativeCounts = _negative.Values.ToArray(),
    };

    private static SortedList<int, long> ToList(ReadOnlySpan<int> indexes, ReadOnlySpan<long> counts)
    {
        var list = new SortedList<int, long>(indexes.Length);
        for (var i = 0; i < indexes.Length; i++)
        {
            list[indexes[i]] = counts[i];
        }

        return list;
    }

    private static bool HasNegative(SortedList<int, long> counts) => counts.Values.Any(count => count < 0);

    private static SortedList<int, long> WithoutZeros(SortedList<int, long> counts)
    {
        var kept = new SortedList<int, long>(counts.Count);
        foreach (var (index, count) in counts)
        {
            if (count != 0)
            {
                kept.Add(index, count);
            }
        }

        return kept;
    }

    private static double UpperBound(int schema, int index) => Math.Pow(2, Math.ScaleB(index, -schema));

    private DeltaNativeBuckets WithLayout(int schema, double zeroThreshold) => new(schema, zeroThreshold, _zeroCount, [], []);

    /// <summary>Adds buckets of the same or a finer layout.</summary>
    /// <returns>The observations that belong to the zero bucket.</returns>
    private long Add(DeltaNativeBuckets other, int sign) =>
        (sign * other._zeroCount)
        + AddBuckets(_positive, other, other._positive, sign)
        + AddBuckets(_negative, other, other._negative, sign);

    private long AddBuckets(SortedList<int, long> target, DeltaNativeBuckets other, SortedList<int, long> buckets, int sign)
    {
        var zeroCount = 0L;
        foreach (var (index, count) in buckets)
        {
            if (UpperBound(other._schema, index) <= _zeroThreshold * Tolerance)
            {
                zeroCount += sign * count;
                continue;
            }

            // Each reduction joins two neighbouring buckets, of which the upper one has an even index.
            var moved = index;
            for (var schema = other._schema; schema > _schema; schema--)
            {
                moved = (moved + 1) >> 1;
            }

            target[moved] = target.GetValueOrDefault(moved) + (sign * count);
        }

        return zeroCount;
    }
}
