using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>A histogram with native buckets, and classic ones if there are bounds.</summary>
internal sealed class NativeHistogram : HistogramSeries
{
    private readonly NativeLimit _limit;

    public NativeHistogram(LabelSet labels, BucketBounds bounds, NativeHistogramConfig settings, ExemplarPolicy exemplars)
        : base(labels, bounds) => _limit = new NativeLimit(bounds.Count, settings, exemplars);

    public override long Stamp => _limit.Tally.Writes;

    public override void Observe(double value)
    {
        var bucket = Bounds.IndexOf(value);
        Count(value, bucket).Exemplars?.TakeTrace(bucket, value);
    }

    public override void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        var bucket = Bounds.IndexOf(value);
        var tally = Count(value, bucket);
        (tally.Exemplars ?? _limit.AddExemplars(tally)).Take(bucket, value, exemplar);
    }

    public override void Report(MetricVisitor visitor)
    {
        // Exemplars before counts: see ExemplarStore.
        var tally = _limit.Tally;
        var store = tally.Exemplars;
        using var exemplars = new Rented<Exemplar?>(store is null ? 0 : Bounds.Count);
        store?.Read(exemplars.Span);
        var spread = store is null ? default : store.Spread;

        using var counts = new Rented<long>(Bounds.Count);
        var reading = new NativeReading(tally.Layout, counts.Span);
        tally.Read(ref reading);
        var native = reading.Finish(spread);
        visitor.Histogram(
            Labels,
            new HistogramSample(Bounds.Finite, counts.Span, reading.Tally.Sum) { Created = tally.Created, Exemplars = exemplars.Span, Native = native });
        reading.Dispose();
    }

    // The tally in which the observation was counted; by now it may have been replaced by a younger one.
    private NativeTally Count(double value, int bucket)
    {
        var tally = _limit.Tally;
        var layout = tally.Layout;
        var observation = new NativeObservation(value, bucket, layout, layout.KeyOf(value));
        return tally.Add(observation) ? _limit.Enforce(tally, observation) : tally;
    }
}
