using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class Histogram : HistogramSeries
{
    private readonly ExemplarSampling _policy;
    private readonly long _createdTicks;
    private HistogramAccumulator _accumulator;

    // Null until there is need of it.
    private ExemplarReservoir? _exemplars;

    public Histogram(LabelSet labels, BucketBounds bounds, ExemplarSampling policy)
        : base(labels, bounds)
    {
        _policy = policy;
        _accumulator = new HistogramAccumulator(bounds.Count);
        _createdTicks = policy.TimeProvider.GetUtcNow().UtcTicks;
        _exemplars = policy.FromActivity ? new ExemplarReservoir(policy, bounds.Count) : null;
    }

    public override long ChangeVersion => _accumulator.Writes;

    public override void Observe(double value)
    {
        // Read before the observation, which reads can't overtake.
        var exemplars = _exemplars;
        var bucket = Bounds.IndexOf(value);
        _accumulator.Add(bucket, value);
        exemplars?.OfferCurrentActivity(bucket, value);
    }

    public override void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        var bucket = Bounds.IndexOf(value);
        _accumulator.Add(bucket, value);
        (_exemplars ?? MakeStore()).Offer(bucket, value, exemplar);
    }

    public override void Collect(MetricVisitor visitor)
    {
        // Exemplars before counts: see ExemplarStore.
        var store = Volatile.Read(ref _exemplars);
        using var exemplars = new RentedArray<Exemplar?>(store is null ? 0 : Bounds.Count);
        store?.Read(exemplars.Span);

        using var counts = new RentedArray<long>(Bounds.Count);
        var sum = _accumulator.Read(counts.Span);
        visitor.Histogram(Labels, new HistogramSample(Bounds.Finite, counts.Span, sum) { Created = new DateTimeOffset(_createdTicks, TimeSpan.Zero), Exemplars = exemplars.Span });
    }

    private ExemplarReservoir MakeStore() => LazyInitializer.EnsureInitialized(ref _exemplars, () => new ExemplarReservoir(_policy, Bounds.Count));
}
