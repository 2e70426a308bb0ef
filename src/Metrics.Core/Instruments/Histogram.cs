using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class Histogram : HistogramSeries
{
    private readonly ExemplarSampling _sampling;
    private readonly long _createdTicks;
    private HistogramAccumulator _accumulator;

    // Null until it is needed.
    private ExemplarReservoir? _exemplars;

    public Histogram(LabelSet labels, BucketBounds bounds, ExemplarSampling sampling)
        : base(labels, bounds)
    {
        _sampling = sampling;
        _accumulator = new HistogramAccumulator(bounds.Count);
        _createdTicks = sampling.TimeProvider.GetUtcNow().UtcTicks;
        _exemplars = sampling.FromActivity ? new ExemplarReservoir(sampling, bounds.Count) : null;
    }

    protected override long ValueVersion => _accumulator.Writes;

    public override void Observe(double value)
    {
        if (double.IsNaN(value))
        {
            _sampling.Drops.CountObservation();
            return;
        }

        // Read before the addition, which may be a memory barrier: a read after it would have to wait for it.
        var exemplars = _exemplars;
        var isHidden = IsHidden;
        var bucket = Bounds.IndexOf(value);
        _accumulator.Add(bucket, value, ref ContendedWrites);
        exemplars?.OfferCurrentActivity(bucket, value);
        if (isHidden)
        {
            Show();
        }
    }

    public override void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        if (double.IsNaN(value))
        {
            _sampling.Drops.CountObservation();
            _sampling.Drops.CountExemplar();
            return;
        }

        var bucket = Bounds.IndexOf(value);
        _accumulator.Add(bucket, value, ref ContendedWrites);
        (_exemplars ?? CreateReservoir()).Offer(bucket, value, exemplar);
        OnWritten();
    }

    public override void Collect(MetricVisitor visitor)
    {
        // Exemplars before counts: see ExemplarReservoir.
        var reservoir = Volatile.Read(ref _exemplars);
        using var exemplars = new RentedArray<Exemplar?>(reservoir is null ? 0 : Bounds.Count);
        reservoir?.Read(exemplars.Span);

        using var counts = new RentedArray<long>(Bounds.Count);
        var sum = _accumulator.Read(counts.Span);
        visitor.Histogram(
            Labels,
            new HistogramSample(Bounds.Finite, counts.Span, sum)
            {
                Created = new DateTimeOffset(_createdTicks, TimeSpan.Zero),
                Exemplars = exemplars.Span,
            });
        _accumulator.Sweep(ref ContendedWrites);
    }

    private ExemplarReservoir CreateReservoir() =>
        LazyInitializer.EnsureInitialized(ref _exemplars, () => new ExemplarReservoir(_sampling, Bounds.Count));
}
