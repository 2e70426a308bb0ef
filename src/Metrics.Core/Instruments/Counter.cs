using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Counter : Series, ICounter
{
    // Integer increments are counted separately from fractions, so that Inc() is one interlocked add and remains exact where adjacent
    // doubles differ by more than 1. Only small increments are counted there, so that an overflow takes at least 2^39 calls.
    private const double MaxIntegerIncrement = 1 << 24;

    private readonly ExemplarSampling _sampling;
    private readonly long _createdTicks;
    private byte _contention;
    private StripedCounter _total;

    // Null until it is needed.
    private ExemplarReservoir? _exemplars;

    public Counter(LabelSet labels, ExemplarSampling sampling)
        : base(labels)
    {
        _sampling = sampling;
        _createdTicks = sampling.TimeProvider.GetUtcNow().UtcTicks;
        _exemplars = sampling.FromActivity ? new ExemplarReservoir(sampling, slots: 1) : null;
    }

    public double Value => _total.Read();

    protected override long ValueVersion => _total.ReadChangeVersion();

    public void Inc()
    {
        // Read before the addition, which may be a memory barrier: a read after it would have to wait for it.
        var exemplars = _exemplars;
        var isHidden = IsHidden;
        _total.Add(1, ref _contention);
        exemplars?.OfferCurrentActivity(slot: 0, 1);
        if (isHidden)
        {
            Show();
        }
    }

    public void Inc(double value)
    {
        var exemplars = _exemplars;
        var isHidden = IsHidden;
        Add(value);
        exemplars?.OfferCurrentActivity(slot: 0, value);
        if (isHidden)
        {
            Show();
        }
    }

    public void IncTo(double value)
    {
        if (value is not (>= 0 and <= double.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(value),
                value,
                $"The counter '{ForeignText.Escape(_sampling.Family)}' can be raised to a finite total of zero or more only. "
                + "Use a gauge for a value that can be something else.");
        }

        _total.Raise(value);
        OnWritten();
    }

    public void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
        Add(value);
        (_exemplars ?? CreateReservoir()).Offer(slot: 0, value, exemplar);
        OnWritten();
    }

    public override void Collect(MetricVisitor visitor)
    {
        var exemplar = Volatile.Read(ref _exemplars)?.Read(0);
        visitor.Counter(
            Labels, new CounterSample(Value) { Created = new DateTimeOffset(_createdTicks, TimeSpan.Zero), Exemplar = exemplar });
        _total.Sweep(ref _contention);
    }

    public override bool TryReadNumber(out NumberSample sample)
    {
        sample = new NumberSample(Value, _createdTicks, HasExemplar: _exemplars is not null);
        _total.Sweep(ref _contention);
        return true;
    }

    [DoesNotReturn]
    private void Reject(double value) => throw new ArgumentOutOfRangeException(
        nameof(value),
        value,
        $"The counter '{ForeignText.Escape(_sampling.Family)}' only increases, by a finite amount. "
        + "Use a gauge for a value that can decrease.");

    private ExemplarReservoir CreateReservoir() =>
        LazyInitializer.EnsureInitialized(ref _exemplars, () => new ExemplarReservoir(_sampling, slots: 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double value)
    {
        // The native conversion is one instruction. For a value that is not in the range of long its result depends on the processor, but
        // never passes both comparisons.
        var integer = double.ConvertToIntegerNative<long>(value);
        if (integer == value && (ulong)integer <= (ulong)MaxIntegerIncrement)
        {
            _total.Add(integer, ref _contention);
        }
        else if (value > 0 && value <= double.MaxValue)
        {
            _total.Add(value, ref _contention);
        }
        else
        {
            Reject(value);
        }
    }
}
