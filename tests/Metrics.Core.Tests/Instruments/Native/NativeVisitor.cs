using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

/// <summary>Keeps the values of the last native histogram that tests check.</summary>
internal sealed class NativeVisitor : NullVisitor
{
    public long Count { get; private set; }

    public long InNative { get; private set; }

    public int Schema { get; private set; }

    public double Threshold { get; private set; }

    public DateTimeOffset? Created { get; private set; }

    public int Populated { get; private set; }

    public Dictionary<int, long> Positive { get; } = [];

    public Exemplar[] Exemplars { get; private set; } = [];

    public Exemplar?[] ClassicExemplars { get; private set; } = [];

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        var native = sample.Native;
        (Exemplars, ClassicExemplars) = (native.Exemplars.ToArray(), sample.Exemplars.ToArray());
        (Schema, Threshold, Created) = (native.Schema, native.ZeroThreshold, sample.Created);
        Count = sample.BucketCounts.ToArray().Sum();
        InNative = native.ZeroCount + native.PositiveCounts.ToArray().Sum() + native.NegativeCounts.ToArray().Sum();
        Populated = native.PositiveIndexes.Length + native.NegativeIndexes.Length;
        Positive.Clear();
        for (var i = 0; i < native.PositiveIndexes.Length; i++)
        {
            Positive.Add(native.PositiveIndexes[i], native.PositiveCounts[i]);
        }
    }
}
