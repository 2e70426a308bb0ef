using Metrics.Collection;

namespace Metrics.Instruments;

/// <summary>A histogram with native buckets, and classic ones if there are bounds.</summary>
internal sealed class NativeHistogram : HistogramSeries
{
    private readonly NativeLimit _limit;

    public NativeHistogram(LabelSet labels, BucketBounds bounds, NativeSettings settings, TimeProvider clock)
        : base(labels, bounds) => _limit = new NativeLimit(bounds.Finite.Length + 1, settings, clock);

    public override void Observe(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Observe(value);

    public override void Observe(double value)
    {
        var tally = _limit.Tally;
        var layout = tally.Layout;
        var observation = new NativeObservation(value, Bounds.IndexOf(value), layout, layout.KeyOf(value));
        if (tally.Add(observation))
        {
            _limit.Enforce(tally, observation);
        }
    }

    protected override void Report(IMetricVisitor visitor, Span<long> counts)
    {
        var tally = _limit.Tally;
        var reading = new NativeReading(tally.Layout);
        var sum = tally.Read(counts, ref reading);
        visitor.Histogram(Labels, new HistogramSample(Bounds.Finite, counts, sum) { Created = tally.Created, Native = reading.Finish() });
        reading.Dispose();
    }
}
