using System.Diagnostics.CodeAnalysis;
using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

internal sealed class Counter : Series, ICounter
{
    // Whole increments are counted apart from fractions, so that Inc() is one interlocked add and stays exact where a double no longer
    // tells neighbours apart. Only small increments go there, so that it takes 2^39 calls to reach its end.
    private const double LargestWhole = 1 << 24;

    private readonly DateTimeOffset _created;
    private CounterCells _cells;

    public Counter(LabelSet labels, TimeProvider clock)
        : base(labels) => _created = clock.GetUtcNow();

    public double Value => _cells.Read();

    public void Inc() => _cells.Add(1);

    public void Inc(double value)
    {
        // The native conversion is one instruction; for what is no long it gives some number, which isn't equal to the value.
        var whole = double.ConvertToIntegerNative<long>(value);
        if (whole == value && (ulong)whole <= (ulong)LargestWhole)
        {
            _cells.Add(whole);
        }
        else if (value > 0 && value <= double.MaxValue)
        {
            _cells.Add(value);
        }
        else
        {
            Refuse(value);
        }
    }

    public void Inc(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Inc(value);

    public override void Report(IMetricVisitor visitor)
    {
        visitor.Counter(Labels, new CounterSample(Value) { Created = _created });
        _cells.Calm();
    }

    [DoesNotReturn]
    private static void Refuse(double value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, "A counter only grows, by a finite amount. Use a gauge for a value that can fall.");
}
