using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

internal sealed class DeltaHistogram(LabelSet labels) : DeltaSeries(labels)
{
    private DeltaTotal _sum;
    private double[] _bounds = [];
    private long[] _seen = [];
    private long[] _accepted = [];
    private DeltaNativeBuckets? _seenNative;
    private DeltaNativeBuckets? _acceptedNative;

    public override bool HasAddition => !_seen.AsSpan().SequenceEqual(_accepted) || _sum.Added != 0;

    /// <param name="sample">The sample.</param>
    /// <param name="bounds">Its bounds, which series may share.</param>
    /// <param name="isNew">Whether the series was created again.</param>
    public void Observe(in HistogramSample sample, double[] bounds, bool isNew)
    {
        var native = sample.Native.IsPresent ? DeltaNativeBuckets.From(sample.Native) : null;
        if (!sample.Bounds.SequenceEqual(_bounds) || _seen.Length == 0)
        {
            // One sample cannot have both bounds, so what was not accepted with other bounds is lost.
            _bounds = bounds;
            (_seen, _accepted) = (new long[sample.BucketCounts.Length], new long[sample.BucketCounts.Length]);
            (_sum, _acceptedNative) = (default, null);
        }
        else if (isNew || IsSmaller(sample.BucketCounts) || native?.Continues(_seenNative) == false)
        {
            Restart();
        }

        sample.BucketCounts.CopyTo(_seen);
        (_sum.Seen, _seenNative) = (sample.Sum, native);
    }

    public override void Report(MetricVisitor visitor)
    {
        var added = new long[_seen.Length];
        for (var i = 0; i < added.Length; i++)
        {
            added[i] = _seen[i] - _accepted[i];
        }

        var native = _seenNative?.Subtract(_acceptedNative);
        visitor.Histogram(Labels, new HistogramSample(_bounds, added, _sum.Added)
        {
            Native = native is { HasNegativeCount: false } ? native.ToSample() : default,
        });
    }

    public override void Accept()
    {
        base.Accept();
        _seen.CopyTo(_accepted, 0);
        _sum.Accept();
        _acceptedNative = _seenNative;
    }

    private bool IsSmaller(ReadOnlySpan<long> counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < _seen[i])
            {
                return true;
            }
        }

        return false;
    }

    private void Restart()
    {
        for (var i = 0; i < _seen.Length; i++)
        {
            _accepted[i] -= _seen[i];
        }

        _sum.Restart();
        _acceptedNative = _seenNative is { } seen ? DeltaNativeBuckets.Empty(seen).Subtract(seen.Subtract(_acceptedNative)) : null;
    }
}
