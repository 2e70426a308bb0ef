using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Keeps what one collector reports, and refuses what would make a body invalid. What it refuses it throws, so that the
/// collector sees where it went wrong, and remembers, in case the collector swallows it.</summary>
internal sealed class CollectionRecorder : MetricVisitor
{
    private readonly Registration _registration;
    private readonly List<RecordedFamily> _families = [];
    private RecordedFamily? _current;
    private string? _complaint;
    private bool _isOver;

    public CollectionRecorder(Registration registration) => _registration = registration;

    /// <summary>What was recorded, once the collector has returned.</summary>
    /// <exception cref="InvalidOperationException">Something was refused, or a family was not ended.</exception>
    public IReadOnlyList<RecordedFamily> Finish()
    {
        if (_complaint is not null)
        {
            throw new InvalidOperationException(_complaint);
        }

        Require(_current is null, "The family was begun but not ended: call EndFamily() after its last sample.");
        _isOver = true;
        return _families;
    }

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        Require(!_isOver, "The collection is over: report during Collect(), not later.");
        Require(descriptor is not null, "A family has a descriptor, not null.");
        if (_current is not null)
        {
            throw Refuse($"The family '{descriptor.Name}' begins inside another one: call EndFamily() first.");
        }

        if (!_registration.IsUnchecked && !_registration.Declares(descriptor))
        {
            throw Refuse($"The family '{descriptor.Name}' is not among the collector's Descriptors: add it there, with the same name, type and unit.");
        }

        if (_families.Exists(family => family.Descriptor.Name == descriptor.Name))
        {
            throw Refuse($"The family '{descriptor.Name}' came twice in one collection: report all its series between one BeginFamily and EndFamily.");
        }

        _current = new RecordedFamily(descriptor);
    }

    public override void EndFamily()
    {
        Require(_current is not null, "EndFamily() came without BeginFamily().");
        _families.Add(_current);
        _current = null;
    }

    public override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.Unknown);
        Add(new RecordedUnknown(labels, sample));
    }

    public override void Counter(LabelSet labels, in CounterSample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.Counter);
        Require(sample.Value >= 0, "A counter is zero or more, and not NaN.");
        Add(new RecordedCounter(labels, sample));
    }

    public override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.Gauge);
        Add(new RecordedGauge(labels, sample));
    }

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.Histogram, MetricType.GaugeHistogram);
        RequireNoLabel(labels, "le");
        Require(
            sample.BucketCounts.Length == sample.Bounds.Length + 1,
            "A histogram has one bucket count more than bounds: the last one is for +Inf.");
        Require(IsAscending(sample.Bounds) && !sample.Bounds.Contains(double.PositiveInfinity), "The bounds of a histogram increase strictly, without NaN and +Inf.");
        Require(sample.BucketCounts.IndexOfAnyInRange(long.MinValue, -1) < 0, "The bucket counts of a histogram are zero or more.");
        Require(
            sample.Exemplars.Length == 0 || sample.Exemplars.Length == sample.BucketCounts.Length,
            "A histogram has one exemplar place per bucket, or none at all.");
        if (NativeRules.FindFault(sample) is { } fault)
        {
            throw Refuse(fault);
        }

        Add(new RecordedHistogram(labels, sample));
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.Summary);
        RequireNoLabel(labels, "quantile");
        Require(sample.Count >= 0, "The count of a summary is zero or more.");
        Require(sample.Quantiles.Length == sample.Values.Length, "A summary has one value for each quantile.");
        Require(
            IsAscending(sample.Quantiles) && (sample.Quantiles.IsEmpty || (sample.Quantiles[0] >= 0 && sample.Quantiles[^1] <= 1)),
            "The quantiles of a summary increase strictly, from 0 to 1.");
        Add(new RecordedSummary(labels, sample));
    }

    public override void Info(LabelSet labels, in InfoSample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.Info);
        Add(new RecordedInfo(labels, sample));
    }

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        RequireSample(labels, sample.Timestamp, MetricType.StateSet);
        RequireNoLabel(labels, _current!.Descriptor.FamilyName);
        Require(sample.States.Length == sample.Active.Length, "A state set says for each state whether it is on.");
        for (var i = 0; i < sample.States.Length; i++)
        {
            Require(sample.States[i] is not null && !sample.States[..i].Contains(sample.States[i]), "The states of a state set have names, each its own.");
        }

        Add(new RecordedStateSet(labels, sample));
    }

    private static bool IsAscending(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]) || (i > 0 && values[i] <= values[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private void RequireSample(LabelSet labels, DateTimeOffset? timestamp, MetricType type, MetricType? orType = null)
    {
        Require(labels is not null, "The labels are null: use LabelSet.Empty if there are none.");
        Require(_current is not null, "A sample came outside a family: call BeginFamily() first.");
        var expected = _current.Descriptor.Type;
        if (expected != type && expected != orType)
        {
            throw Refuse($"A {type} sample came in a family of type {expected}.");
        }

        Require(timestamp is null || timestamp >= DateTimeOffset.UnixEpoch, "A timestamp before 1970 makes Prometheus refuse the whole scrape.");
    }

    private void RequireNoLabel(LabelSet labels, string name)
    {
        if (labels.Names.Contains(name))
        {
            throw Refuse($"The label '{name}' is written by the format itself: leave it out.");
        }
    }

    private void Add(Series series)
    {
        if (!_current!.TryAdd(series))
        {
            throw Refuse($"The series '{_current.Descriptor.Name}{{{series.Labels}}}' came twice.");
        }
    }

    private void Require([DoesNotReturnIf(false)] bool condition, string complaint)
    {
        if (!condition)
        {
            throw Refuse(complaint);
        }
    }

    private InvalidOperationException Refuse(string complaint)
    {
        _complaint ??= _current is null ? complaint : $"{complaint} (In '{_current.Descriptor.Name}'.)";
        return new InvalidOperationException(_complaint);
    }
}
