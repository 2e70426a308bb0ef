using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>The native buckets of a recorded histogram.</summary>
internal sealed class RecordedNative
{
    private readonly int _schema;
    private readonly double _zeroThreshold;
    private readonly long _zeroCount;
    private readonly int[] _positiveIndexes;
    private readonly long[] _positiveCounts;
    private readonly int[] _negativeIndexes;
    private readonly long[] _negativeCounts;
    private readonly Exemplar[] _exemplars;

    public RecordedNative(in NativeHistogramSample sample)
    {
        (_schema, _zeroThreshold, _zeroCount) = (sample.Schema, sample.ZeroThreshold, sample.ZeroCount);
        (_positiveIndexes, _positiveCounts) = (sample.PositiveIndexes.ToArray(), sample.PositiveCounts.ToArray());
        (_negativeIndexes, _negativeCounts) = (sample.NegativeIndexes.ToArray(), sample.NegativeCounts.ToArray());
        _exemplars = sample.Exemplars.ToArray();
    }

    public NativeHistogramSample Sample => new(_schema, _zeroThreshold, _zeroCount)
    {
        PositiveIndexes = _positiveIndexes,
        PositiveCounts = _positiveCounts,
        NegativeIndexes = _negativeIndexes,
        NegativeCounts = _negativeCounts,
        Exemplars = _exemplars,
    };
}
