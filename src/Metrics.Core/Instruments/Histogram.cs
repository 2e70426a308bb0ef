using System.Buffers;
using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

internal sealed class Histogram : Series, IHistogram
{
    private const int MaxOnStack = 64;

    private readonly BucketBounds _bounds;
    private readonly ExemplarPolicy _policy;
    private readonly long _createdTicks;
    private Tally _tally;

    // Null until there is need of it.
    private ExemplarStore? _exemplars;

    public Histogram(LabelSet labels, BucketBounds bounds, ExemplarPolicy policy)
        : base(labels)
    {
        _bounds = bounds;
        _policy = policy;
        _tally = new Tally(Buckets);
        _createdTicks = policy.Clock.GetUtcNow().UtcTicks;
        _exemplars = policy.FromActivity ? new ExemplarStore(policy, Buckets) : null;
    }

    public override long Stamp => _tally.Writes;

    private int Buckets => _bounds.Finite.Length + 1;

    public void Observe(double value)
    {
        var exemplars = _exemplars;
        var bucket = _bounds.IndexOf(value);
        _tally.Add(bucket, value);
        exemplars?.TakeTrace(bucket, value);
    }

    public void Observe(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        var bucket = _bounds.IndexOf(value);
        _tally.Add(bucket, value);
        (_exemplars ?? MakeStore()).Take(bucket, value, exemplar);
    }

    public override void Report(IMetricVisitor visitor)
    {
        // Exemplars before counts: see ExemplarStore.
        var store = Volatile.Read(ref _exemplars);
        var rentedExemplars = store is null ? null : ArrayPool<Exemplar?>.Shared.Rent(Buckets);
        var exemplars = rentedExemplars.AsSpan(0, store is null ? 0 : Buckets);
        store?.Read(exemplars);

        var rented = Buckets > MaxOnStack ? ArrayPool<long>.Shared.Rent(Buckets) : null;
        var counts = rented is null ? stackalloc long[Buckets] : rented.AsSpan(0, Buckets);
        var sum = _tally.Read(counts);
        visitor.Histogram(Labels, new HistogramSample(_bounds.Finite, counts, sum) { Created = new DateTimeOffset(_createdTicks, TimeSpan.Zero), Exemplars = exemplars });
        if (rented is not null)
        {
            ArrayPool<long>.Shared.Return(rented);
        }

        if (rentedExemplars is not null)
        {
            // Cleared, or the pool would keep exemplars alive that nobody shows any more.
            ArrayPool<Exemplar?>.Shared.Return(rentedExemplars, clearArray: true);
        }
    }

    private ExemplarStore MakeStore() => LazyInitializer.EnsureInitialized(ref _exemplars, () => new ExemplarStore(_policy, Buckets));
}
