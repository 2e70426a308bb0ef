using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

internal sealed class Counter : Series, ICounter
{
    // Whole increments are counted apart from fractions, so that Inc() is one interlocked add and stays exact where a double no longer
    // tells neighbours apart. Only small increments go there, so that it takes 2^39 calls to reach its end.
    private const double LargestWhole = 1 << 24;

    private readonly DateTimeOffset _created;
    private long _whole;
    private double _rest;

    public Counter(LabelSet labels, TimeProvider clock)
        : base(labels) => _created = clock.GetUtcNow();

    // Both parts only grow, so their sum never falls, whatever happens between the two reads.
    public double Value => Interlocked.Read(ref _whole) + Volatile.Read(ref _rest);

    public void Inc() => Interlocked.Increment(ref _whole);

    public void Inc(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Inc(value);

    public void Inc(double value)
    {
        if (value <= LargestWhole && value >= 0 && (long)value == value)
        {
            Interlocked.Add(ref _whole, (long)value);
        }
        else if (double.IsFinite(value) && value > 0)
        {
            AtomicDouble.Add(ref _rest, value);
        }
        else
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A counter only grows, by a finite amount. Use a gauge for a value that can fall.");
        }
    }

    public override void Report(IMetricVisitor visitor) => visitor.Counter(Labels, new CounterSample(Value) { Created = _created });
}
