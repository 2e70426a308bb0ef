using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>The rules of what a <see cref="MetricVisitor"/> may be told: the order of the calls, and the shape of the samples.
/// A violation is thrown, so that the collector sees where it went wrong, and the first one is remembered, in case that is swallowed.
/// </summary>
/// <remarks>Duplicate families and series are not its business: it would have to remember them all.</remarks>
internal sealed class CollectionValidator
{
    private readonly string _whenOver;
    private readonly bool _checksValues;
    private AscendingNumbers _bounds = new(double.NegativeInfinity, double.MaxValue);
    private AscendingNumbers _quantiles = new(0, 1);
    private string[] _states = [];
    private int _stateCount;
    private bool _isOver;

    /// <param name="whenOver">What is said to a call that comes after the end.</param>
    /// <param name="checksValues">Whether values are checked that no server takes: negative counts, for example. A format leaves such a
    /// line out where it must, and what the engine reports is legal by construction.</param>
    public CollectionValidator(string whenOver, bool checksValues)
    {
        _whenOver = whenOver;
        _checksValues = checksValues;
    }

    /// <summary>The family that is open.</summary>
    public MetricDescriptor? Family { get; private set; }

    /// <summary>The first violation.</summary>
    public string? Violation { get; private set; }

    /// <summary>Changes with the bounds, so that what is made of them is made again only for others; 0 for none at all.</summary>
    public int BoundsVersion => _bounds.Version;

    /// <summary>Changes with the quantiles; 0 for none at all.</summary>
    public int QuantilesVersion => _quantiles.Version;

    public void BeginFamily(MetricDescriptor descriptor)
    {
        Require(!_isOver, _whenOver);
        RequireNotNull(descriptor, nameof(descriptor), "A family has a descriptor, not null.");
        if (Family is not null)
        {
            Reject($"The family '{descriptor.Name}' begins inside another one: call EndFamily() first.");
        }

        Family = descriptor;
    }

    public void EndFamily()
    {
        Require(Family is not null, _isOver ? _whenOver : "EndFamily() came without BeginFamily().");
        Family = null;
    }

    /// <summary>Ends everything.</summary>
    public void Complete()
    {
        Require(!_isOver, _whenOver);
        Require(Family is null, "The family was begun but not ended: call EndFamily() after its last sample.");
        _isOver = true;
    }

    public void Unknown(LabelSet labels, in UnknownSample sample)
    {
        RequireSample(labels, MetricType.Unknown);
        RequireTimestamp(sample.Timestamp);
    }

    public void Counter(LabelSet labels, in CounterSample sample)
    {
        RequireSample(labels, MetricType.Counter);
        RequireTimestamp(sample.Timestamp);
        Require(!_checksValues || sample.Value >= 0, "A counter is zero or more, and not NaN.");
    }

    public void Gauge(LabelSet labels, in GaugeSample sample)
    {
        RequireSample(labels, MetricType.Gauge);
        RequireTimestamp(sample.Timestamp);
    }

    public void Histogram(LabelSet labels, in HistogramSample sample)
    {
        RequireSample(labels, Family?.Type == MetricType.GaugeHistogram ? MetricType.GaugeHistogram : MetricType.Histogram);
        RequireTimestamp(sample.Timestamp);
        RequireNoLabel(labels, SampleParts.BoundLabel);
        Require(
            sample.BucketCounts.Length == sample.Bounds.Length + 1,
            "A histogram has one bucket count more than bounds: the last one is for +Inf.");
        Require(_bounds.Accepts(sample.Bounds), "The bounds of a histogram increase strictly, without NaN and +Inf.");
        Require(
            !_checksValues || sample.BucketCounts.IndexOfAnyInRange(long.MinValue, -1) < 0,
            "The bucket counts of a histogram are zero or more.");
        Require(
            sample.Exemplars.Length == 0 || sample.Exemplars.Length == sample.BucketCounts.Length,
            "A histogram has one exemplar place per bucket, or none at all.");
        if (sample.Native.IsPresent && NativeHistogramValidator.FindViolation(in sample, _checksValues) is { } violation)
        {
            RejectSample(violation);
        }
    }

    public void Summary(LabelSet labels, in SummarySample sample)
    {
        RequireSample(labels, MetricType.Summary);
        RequireTimestamp(sample.Timestamp);
        RequireNoLabel(labels, SampleParts.QuantileLabel);
        Require(!_checksValues || sample.Count >= 0, "The count of a summary is zero or more.");
        Require(sample.Quantiles.Length == sample.Values.Length, "A summary has one value for each quantile.");
        Require(_quantiles.Accepts(sample.Quantiles), "The quantiles of a summary increase strictly, from 0 to 1.");
    }

    public void Info(LabelSet labels, in InfoSample sample)
    {
        RequireSample(labels, MetricType.Info);
        RequireTimestamp(sample.Timestamp);
    }

    public void StateSet(LabelSet labels, in StateSetSample sample)
    {
        RequireSample(labels, MetricType.StateSet);
        RequireTimestamp(sample.Timestamp);
        RequireNoLabel(labels, Family.FamilyName);
        Require(sample.States.Length == sample.Active.Length, "A state set says for each state whether it is on.");
        if (!sample.States.SequenceEqual(_states.AsSpan(0, _stateCount)))
        {
            RequireDistinct(sample.States);
            Remember(sample.States);
        }
    }

    /// <summary>Throws a violation, and remembers it if it is the first.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public void Reject(string violation)
    {
        Violation ??= violation;
        throw new InvalidOperationException(violation);
    }

    [DoesNotReturn]
    private void RejectSample(string violation) => Reject(Family is null ? violation : $"{violation} (In '{Family.Name}'.)");

    private void Require([DoesNotReturnIf(false)] bool condition, string violation)
    {
        if (!condition)
        {
            RejectSample(violation);
        }
    }

    private void RequireNotNull([NotNull] object? argument, string parameter, string violation)
    {
        if (argument is null)
        {
            Violation ??= violation;
            throw new ArgumentNullException(parameter, violation);
        }
    }

    [MemberNotNull(nameof(Family))]
    private void RequireSample(LabelSet labels, MetricType type)
    {
        RequireNotNull(labels, nameof(labels), "The labels are null: use LabelSet.Empty if there are none.");
        if (Family?.Type != type)
        {
            RejectType(type);
        }
    }

    [DoesNotReturn]
    [MemberNotNull(nameof(Family))]
    private void RejectType(MetricType type)
    {
        Require(Family is not null, _isOver ? _whenOver : "A sample came outside a family: call BeginFamily() first.");
        RejectSample($"A {type} sample came in a family of type {Family.Type}.");
    }

    private void RequireTimestamp(in DateTimeOffset? timestamp) => Require(
        !_checksValues || timestamp is null || timestamp >= DateTimeOffset.UnixEpoch,
        "A timestamp before 1970 makes Prometheus refuse the whole scrape.");

    private void RequireNoLabel(LabelSet labels, string name)
    {
        if (labels.Names.Contains(name))
        {
            RejectSample($"The label '{name}' is written by the format itself: leave it out.");
        }
    }

    private void RequireDistinct(ReadOnlySpan<string> states)
    {
        for (var i = 0; i < states.Length; i++)
        {
            Require(states[i] is not null && !states[..i].Contains(states[i]), "The states of a state set have names, each its own.");
        }
    }

    // Series after series has the same states.
    private void Remember(ReadOnlySpan<string> states)
    {
        if (_states.Length < states.Length)
        {
            _states = new string[states.Length];
        }

        states.CopyTo(_states);
        _stateCount = states.Length;
    }
}
