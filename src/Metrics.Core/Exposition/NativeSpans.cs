namespace PrometheusMetrics.Exposition;

/// <summary>A run of native buckets.</summary>
/// <param name="Offset">The number of buckets between the end of the previous span and this one; of the first span, the index of its first
/// bucket.</param>
/// <param name="Length">The number of buckets, of which some may be empty.</param>
internal readonly record struct NativeSpan(int Offset, int Length);

/// <summary>Enumerates the spans of native buckets. Source: Prometheus, "Native Histograms", Spans and buckets.</summary>
internal ref struct NativeSpans
{
    /// <summary>As many empty buckets cost less than another span.</summary>
    public const int MaxEmptyBuckets = 2;

    private readonly ReadOnlySpan<int> _indexes;
    private int _next;
    private int _end;

    /// <param name="indexes">The indexes of the populated buckets, strictly increasing.</param>
    public NativeSpans(ReadOnlySpan<int> indexes) => _indexes = indexes;

    public NativeSpan Current { get; private set; }

    public readonly NativeSpans GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next == _indexes.Length)
        {
            return false;
        }

        var begin = _indexes[_next];
        var offset = begin - _end;
        do
        {
            _end = _indexes[_next++] + 1;
        }
        while (_next < _indexes.Length && _indexes[_next] - _end <= MaxEmptyBuckets);

        Current = new NativeSpan(offset, _end - begin);
        return true;
    }
}

/// <summary>Enumerates the counts of all buckets of <see cref="NativeSpans"/>, those of the empty ones too.</summary>
internal ref struct NativeSpanCounts
{
    private readonly ReadOnlySpan<int> _indexes;
    private readonly ReadOnlySpan<long> _counts;
    private int _next;
    private int _index;

    /// <param name="indexes">The indexes of the populated buckets, strictly increasing.</param>
    /// <param name="counts">The counts of these buckets.</param>
    public NativeSpanCounts(ReadOnlySpan<int> indexes, ReadOnlySpan<long> counts)
    {
        _indexes = indexes;
        _counts = counts;
        _index = indexes.IsEmpty ? 0 : indexes[0];
    }

    public long Current { get; private set; }

    public readonly NativeSpanCounts GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next == _indexes.Length)
        {
            return false;
        }

        var emptyBuckets = _indexes[_next] - _index;
        if (emptyBuckets is > 0 and <= NativeSpans.MaxEmptyBuckets)
        {
            Current = 0;
            _index++;
            return true;
        }

        Current = _counts[_next];
        _index = _indexes[_next++] + 1;
        return true;
    }
}
