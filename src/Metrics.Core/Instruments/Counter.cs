using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Counter : Series, ICounter
{
    // Whole increments are counted apart from fractions, so that Inc() is one interlocked add and stays exact where a double no longer
    // tells neighbours apart. Only small increments go there, so that it takes 2^39 calls to reach its end.
    private const double LargestWhole = 1 << 24;

    private readonly ExemplarSampling _policy;
    private readonly long _createdTicks;
    private StripedCounter _cells;

    // Null until there is need of it.
    private ExemplarReservoir? _exemplars;

    public Counter(LabelSet labels, ExemplarSampling policy)
        : base(labels)
    {
        _policy = policy;
        _createdTicks = policy.TimeProvider.GetUtcNow().UtcTicks;
        _exemplars = policy.FromActivity ? new ExemplarReservoir(policy, slots: 1) : null;
    }

    public double Value => _cells.Read();

    public override long ChangeVersion => _cells.ReadChangeVersion();

    public void Inc()
    {
        // Read before the addition, which reads can't overtake.
        var exemplars = _exemplars;
        _cells.Add(1);
        exemplars?.OfferCurrentActivity(slot: 0, 1);
    }

    public void Inc(double value)
    {
        var exemplars = _exemplars;
        Add(value);
        exemplars?.OfferCurrentActivity(slot: 0, value);
    }

    public void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        Add(value);
        (_exemplars ?? MakeStore()).Offer(slot: 0, value, exemplar);
    }

    public override void Collect(MetricVisitor visitor)
    {
        var exemplar = Volatile.Read(ref _exemplars)?.Read(0);
        visitor.Counter(Labels, new CounterSample(Value) { Created = new DateTimeOffset(_createdTicks, TimeSpan.Zero), Exemplar = exemplar });
        _cells.ResetContention();
    }

    [DoesNotReturn]
    private static void Refuse(double value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, "A counter only grows, by a finite amount. Use a gauge for a value that can fall.");

    private ExemplarReservoir MakeStore() => LazyInitializer.EnsureInitialized(ref _exemplars, () => new ExemplarReservoir(_policy, slots: 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double value)
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
}
