using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class Histogram : HistogramSeries
{
    private readonly ExemplarPolicy _policy;
    private readonly long _createdTicks;
    private Tally _tally;

    // Null until there is need of it.
    private ExemplarStore? _exemplars;

    public Histogram(LabelSet labels, BucketBounds bounds, ExemplarPolicy policy)
        : base(labels, bounds)
    {
        _policy = policy;
        _tally = new Tally(bounds.Count);
        _createdTicks = policy.Clock.GetUtcNow().UtcTicks;
        _exemplars = policy.FromActivity ? new ExemplarStore(policy, bounds.Count) : null;
    }

    public override long Stamp => _tally.Writes;

    public override void Observe(double value)
    {
        // Read before the observation, which reads can't overtake.
        var exemplars = _exemplars;
        var bucket = Bounds.IndexOf(value);
        _tally.Add(bucket, value);
        exemplars?.TakeTrace(bucket, value);
    }

    public override void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        var bucket = Bounds.IndexOf(value);
        _tally.Add(bucket, value);
        (_exemplars ?? MakeStore()).Take(bucket, value, exemplar);
    }

    public override void Report(MetricVisitor visitor)
    {
        // Exemplars before counts: see ExemplarStore.
        var store = Volatile.Read(ref _exemplars);
        using var exemplars = new Rented<Exemplar?>(store is null ? 0 : Bounds.Count);
        store?.Read(exemplars.Span);

        using var counts = new Rented<long>(Bounds.Count);
        var sum = _tally.Read(counts.Span);
        visitor.Histogram(Labels, new HistogramSample(Bounds.Finite, counts.Span, sum) { Created = new DateTimeOffset(_createdTicks, TimeSpan.Zero), Exemplars = exemplars.Span });
    }

    private ExemplarStore MakeStore() => LazyInitializer.EnsureInitialized(ref _exemplars, () => new ExemplarStore(_policy, Bounds.Count));
}
