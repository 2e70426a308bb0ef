using System.Buffers;
using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

internal sealed class Histogram : Series, IHistogram
{
    private const int MaxOnStack = 64;

    private readonly BucketBounds _bounds;
    private Tally _tally;
    private readonly DateTimeOffset _created;

    public Histogram(LabelSet labels, BucketBounds bounds, TimeProvider clock)
        : base(labels)
    {
        _bounds = bounds;
        _tally = new Tally(bounds.Finite.Length + 1);
        _created = clock.GetUtcNow();
    }

    public void Observe(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Observe(value);

    public void Observe(double value) => _tally.Add(_bounds.IndexOf(value), value);

    public override void Report(IMetricVisitor visitor)
    {
        var length = _bounds.Finite.Length + 1;
        var rented = length > MaxOnStack ? ArrayPool<long>.Shared.Rent(length) : null;
        var counts = rented is null ? stackalloc long[length] : rented.AsSpan(0, length);
        var sum = _tally.Read(counts);
        visitor.Histogram(Labels, new HistogramSample(_bounds.Finite, counts, sum) { Created = _created });
        if (rented is not null)
        {
            ArrayPool<long>.Shared.Return(rented);
        }
    }
}
