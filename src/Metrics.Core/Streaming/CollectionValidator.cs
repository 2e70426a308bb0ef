using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Validates the calls to a <see cref="MetricVisitor"/>: their order, and the shape of the samples. A violation is thrown, so that
/// the stack trace shows its origin, and the first one is kept, in case the caller catches it.</summary>
/// <remarks>Duplicate families and series are not detected, because that requires keeping all of them.</remarks>
internal sealed class CollectionValidator
{
    private readonly string _whenCompleted;
    private readonly bool _checksValues;
    private AscendingNumbers _bounds = new(double.NegativeInfinity, double.MaxValue);
    private AscendingNumbers _quantiles = new(0, 1);
    private string[] _states = [];
    private int _stateCount;
    private bool _isCompleted;

    /// <param name="whenCompleted">The message of the exception for a call after the end.</param>
    /// <param name="checksValues">Whether to reject values that no server accepts, such as negative counts. The writers do not: a format
    /// omits such a line where it must, and the samples of the library itself are valid by construction.</param>
    public CollectionValidator(string whenCompleted, bool checksValues)
    {
        _whenCompleted = whenCompleted;
        _checksValues = checksValues;
    }

    /// <summary>The open family, or null.</summary>
    public MetricDescriptor? Family { get; private set; }

    /// <summary>The first violation, or null.</summary>
    public string? Violation { get; private set; }

    /// <summary>The version of the histogram bounds, for caches of what is derived from them; 0 before the first bounds.</summary>
    public int BoundsVersion => _bounds.Version;

    /// <summary>The version of the quantiles; 0 before the first quantiles.</summary>
    public int QuantilesVersion => _quantiles.Version;

    public void BeginFamily(MetricDescriptor descriptor)
    {
        Require(!_isCompleted, _whenCompleted);
        RequireNotNull(descriptor, nameof(descriptor), "The descriptor is null: each family needs one.");
        if (Family is not null)
        {
            Reject($"The family '{ForeignText.Escape(descriptor.Name)}' begins inside another one: call EndFamily() first.");
        }

        Family = descriptor;
    }

    public void EndFamily()
    {
        Require(Family is not null, _isCompleted ? _whenCompleted : "EndFamily() was called without BeginFamily().");
        Family = null;
    }

    /// <summary>Completes the sequence of calls.</summary>
    public void Complete()
    {
        Require(!_isCompleted, _whenCompleted);
        Require(Family is null, "The family was begun but not ended: call EndFamily() after its last sample.");
        _isCompleted = true;
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
            !_checksValues || BucketCounts.AreNonNegative(sample.BucketCounts), "The bucket counts of a histogram are zero or more.");
        Require(
            !_checksValues || BucketCounts.Total(sample.BucketCounts) <= long.MaxValue,
            "The bucket counts of a histogram add up to at most 2^63-1.");
        Require(
            sample.Exemplars.Length == 0 || sample.Exemplars.Length == sample.BucketCounts.Length,
            "A histogram has one exemplar slot per bucket, or none.");
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
        Require(sample.States.Length == sample.Active.Length, "A state set has one Active value for each state.");
        if (!sample.States.SequenceEqual(_states.AsSpan(0, _stateCount)))
        {
            RequireDistinct(sample.States);
            Require(!_checksValues || !sample.States.Contains(""), "The states of a state set have names that are not empty.");
            Cache(sample.States);
        }
    }

    /// <summary>Throws a violation, and keeps it if it is the first.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public void Reject(string violation)
    {
        Violation ??= violation;
        throw new InvalidOperationException(violation);
    }

    [DoesNotReturn]
    private void RejectSample(string violation) =>
        Reject(Family is null ? violation : $"{violation} (In '{ForeignText.Escape(Family.Name)}'.)");

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
        Require(Family is not null, _isCompleted ? _whenCompleted : "A sample was reported outside a family: call BeginFamily() first.");
        RejectSample($"A sample of type {type} was reported in a family of type {Family.Type}: report a sample of that type.");
    }

    private void RequireTimestamp(in DateTimeOffset? timestamp) => Require(
        !_checksValues || timestamp is null || timestamp >= DateTimeOffset.UnixEpoch,
        "A timestamp before 1970 makes Prometheus reject the whole scrape: leave it out.");

    private void RequireNoLabel(LabelSet labels, string name)
    {
        if (labels.Names.Contains(name))
        {
            RejectSample($"The label '{ForeignText.Escape(name)}' is written by the format itself: remove it.");
        }
    }

    private void RequireDistinct(ReadOnlySpan<string> states)
    {
        for (var i = 0; i < states.Length; i++)
        {
            Require(
                states[i] is not null && !ContainsEqual(states[..i], states[i]), "The states of a state set are distinct and not null.");
        }
    }

    private static bool ContainsEqual(ReadOnlySpan<string> states, string state)
    {
        foreach (var other in states)
        {
            if (WellFormedText.AreEqual(state, other))
            {
                return true;
            }
        }

        return false;
    }

    // The series of a family usually have the same states, which are then not checked again.
    private void Cache(ReadOnlySpan<string> states)
    {
        if (_states.Length < states.Length)
        {
            _states = new string[states.Length];
        }

        states.CopyTo(_states);
        _stateCount = states.Length;
    }
}
