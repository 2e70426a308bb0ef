using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>A histogram with native buckets, and with classic buckets if it has bounds.</summary>
internal sealed class NativeHistogram : HistogramSeries
{
    private readonly BucketLimiter _limiter;
    private readonly DropCounters _drops;

    public NativeHistogram(LabelSet labels, BucketBounds bounds, NativeHistogramConfig config, ExemplarSampling exemplars)
        : base(labels, bounds)
    {
        _limiter = new BucketLimiter(bounds.Count, config, exemplars);
        _drops = exemplars.Drops;
    }

    protected override long ValueVersion => _limiter.State.Writes;

    public override void Observe(double value)
    {
        if (double.IsNaN(value))
        {
            _drops.CountObservation();
            return;
        }

        var bucket = Bounds.IndexOf(value);
        Count(value, bucket).Exemplars?.OfferCurrentActivity(bucket, value);
        OnWritten();
    }

    public override void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        if (double.IsNaN(value))
        {
            _drops.CountObservation();
            _drops.CountExemplar();
            return;
        }

        var bucket = Bounds.IndexOf(value);
        var state = Count(value, bucket);
        (state.Exemplars ?? _limiter.AddExemplars(state)).Offer(bucket, value, exemplar);
        OnWritten();
    }

    public override void Collect(MetricVisitor visitor)
    {
        // Exemplars before counts: see ExemplarReservoir.
        var state = _limiter.State;
        var reservoir = state.Exemplars;
        using var exemplars = new RentedArray<Exemplar?>(reservoir is null ? 0 : Bounds.Count);
        reservoir?.Read(exemplars.Span);
        var spread = reservoir is null ? default : reservoir.Spread;

        using var counts = new RentedArray<long>(Bounds.Count);
        var snapshot = new NativeHistogramSnapshot(state.Layout, counts.Span);
        state.Read(ref snapshot);
        var native = snapshot.ToSample(spread);
        visitor.Histogram(
            Labels,
            new HistogramSample(Bounds.Finite, counts.Span, snapshot.Histogram.Sum)
            {
                Created = state.Created,
                Exemplars = exemplars.Span,
                Native = native,
            });
        snapshot.Dispose();
        state.Sweep(ref ContendedWrites);
    }

    // Returns the state that contains the observation, which another one may have replaced by then.
    private NativeHistogramState Count(double value, int bucket)
    {
        var state = _limiter.State;
        var layout = state.Layout;
        var observation = new NativeObservation(value, bucket, layout, layout.KeyOf(value));
        return state.Add(observation, ref ContendedWrites) ? _limiter.Apply(state, observation) : state;
    }
}
