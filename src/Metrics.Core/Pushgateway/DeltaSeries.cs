using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>One series of which a gateway has accepted a part: what it has accepted, and what was seen at the last collection.</summary>
internal abstract class DeltaSeries(LabelSet labels)
{
    private long _created;
    private long _seenAt;

    public LabelSet Labels { get; } = labels;

    /// <summary>The number of the last collection that reported the series.</summary>
    public long LastCollection { get; private set; }

    /// <summary>Whether a delta with the series was accepted.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether there is something that the gateway has not accepted.</summary>
    public abstract bool HasAddition { get; }

    /// <summary>Reports what was added.</summary>
    public abstract void Report(MetricVisitor visitor);

    /// <summary>Records that the gateway has accepted what was seen.</summary>
    public virtual void Accept() => IsKnown = true;

    /// <summary>Records that a collection reports the series.</summary>
    /// <param name="collection">The number of the collection.</param>
    /// <param name="time">The time at which it began.</param>
    /// <param name="created">The creation time that the series reports.</param>
    /// <returns>Whether the series was created again since it was seen: its total began at zero, even if it is greater now.</returns>
    /// <remarks>A creation time that only changed does not count: some collectors compute it at each collection, and not exactly.</remarks>
    public bool See(long collection, DateTimeOffset time, DateTimeOffset? created)
    {
        var ticks = created is { } known ? known.UtcTicks : 0;
        var isNew = _created > 0 && ticks > _created && ticks > _seenAt;
        _created = ticks > 0 ? ticks : _created;
        _seenAt = time.UtcTicks;
        LastCollection = collection;
        return isNew;
    }
}

/// <summary>A total as a floating-point number: the value of a counter, or a sum of observations.</summary>
internal struct DeltaTotal
{
    private double _accepted;

    /// <summary>The total at the last collection.</summary>
    public double Seen { get; set; }

    /// <summary>What the gateway has not accepted.</summary>
    public readonly double Added => Seen.Equals(_accepted) ? 0 : Seen - _accepted;

    public void Accept() => _accepted = Seen;

    /// <summary>Begins again at zero. What was seen and not accepted stays due.</summary>
    public void Restart()
    {
        var accepted = _accepted - Seen;
        _accepted = double.IsFinite(accepted) ? accepted : 0;
    }
}

internal sealed class DeltaCounter(LabelSet labels) : DeltaSeries(labels)
{
    private DeltaTotal _total;

    public override bool HasAddition => _total.Added != 0;

    public void Observe(double value, bool isNew)
    {
        if (isNew || value < _total.Seen)
        {
            _total.Restart();
        }

        _total.Seen = value;
    }

    public override void Report(MetricVisitor visitor) => visitor.Counter(Labels, new CounterSample(_total.Added));

    public override void Accept()
    {
        base.Accept();
        _total.Accept();
    }
}

internal sealed class DeltaSummary(LabelSet labels) : DeltaSeries(labels)
{
    private DeltaTotal _sum;
    private long _seenCount;
    private long _acceptedCount;

    public override bool HasAddition => _seenCount != _acceptedCount || _sum.Added != 0;

    public void Observe(in SummarySample sample, bool isNew)
    {
        if (isNew || sample.Count < _seenCount)
        {
            _acceptedCount -= _seenCount;
            _sum.Restart();
        }

        (_seenCount, _sum.Seen) = (sample.Count, sample.Sum);
    }

    // Quantiles cannot be added.
    public override void Report(MetricVisitor visitor) =>
        visitor.Summary(Labels, new SummarySample(_seenCount - _acceptedCount, _sum.Added, [], []));

    public override void Accept()
    {
        base.Accept();
        _acceptedCount = _seenCount;
        _sum.Accept();
    }
}

/// <summary>A series without a total. It is reported as it is at each collection, as long as its source has it.</summary>
internal abstract class DeltaCopy(LabelSet labels) : DeltaSeries(labels)
{
    public override bool HasAddition => false;
}

internal sealed class DeltaGauge(LabelSet labels) : DeltaCopy(labels)
{
    public double Value { get; set; }

    public override void Report(MetricVisitor visitor) => visitor.Gauge(Labels, new GaugeSample(Value));
}

internal sealed class DeltaInfo(LabelSet labels) : DeltaCopy(labels)
{
    public override void Report(MetricVisitor visitor) => visitor.Info(Labels, new InfoSample());
}

internal sealed class DeltaStateSet(LabelSet labels) : DeltaCopy(labels)
{
    private string[] _states = [];
    private bool[] _active = [];

    public void Observe(in StateSetSample sample) => (_states, _active) = (sample.States.ToArray(), sample.Active.ToArray());

    public override void Report(MetricVisitor visitor) => visitor.StateSet(Labels, new StateSetSample(_states, _active));
}
