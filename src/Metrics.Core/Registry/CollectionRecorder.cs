using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Records what one collector reports, and rejects what would make a body invalid. A violation is thrown, so that the stack trace
/// shows its origin, and kept, in case the collector catches it. Invalid exemplars are only dropped.</summary>
internal sealed class CollectionRecorder : MetricVisitor
{
    private readonly CollectionValidator _validator =
        new("The collection has ended: report during Collect(), not later.", checksValues: true);
    private readonly Registration _registration;
    private readonly NameValidation _validation;
    private readonly ReportedExemplars _exemplars;
    private readonly ReportedLabels _labels;
    private readonly RegistryLabels _registryLabels;
    private readonly bool _keepsFirst;
    private readonly List<RecordedFamily> _families = [];
    private readonly Dictionary<string, string> _leftOut = new(StringComparer.Ordinal);
    private RecordedFamily? _current;

    // The current family as it was reported, without the labels of the registry.
    private MetricDescriptor? _reported;

    // The labels of the current family whose names were checked last.
    private LabelSet? _checked;

    /// <param name="registration">The collector.</param>
    /// <param name="outcomes">The recipient of what is dropped.</param>
    /// <param name="keepsFirst">Whether a second series with the same labels is left out, instead of being a violation.</param>
    public CollectionRecorder(Registration registration, CollectorOutcomes outcomes, bool keepsFirst = false)
    {
        _keepsFirst = keepsFirst;
        _registration = registration;
        _validation = outcomes.NameValidation;
        _exemplars = new ReportedExemplars(outcomes, _validation);
        _labels = new ReportedLabels(outcomes);
        _registryLabels = outcomes.Labels;
    }

    /// <summary>A copy of what is left out so far, although it is no violation: the names of families, and the first reason of
    /// each.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> LeftOut => [.. _leftOut];

    /// <summary>Returns the recorded families, after the collector has returned.</summary>
    /// <exception cref="InvalidOperationException">Something was rejected, or a family was not ended.</exception>
    public IReadOnlyList<RecordedFamily> Finish()
    {
        if (_validator.Violation is { } violation)
        {
            throw new InvalidOperationException(violation);
        }

        _validator.Complete();
        return _families;
    }

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        _validator.BeginFamily(descriptor);
        descriptor = WithoutRegistryLabels(descriptor);
        _reported = descriptor;
        _labels.BeginFamily();
        _checked = null;
        if (!_registration.HasChecked(descriptor) && FindViolation(descriptor) is { } violation)
        {
            _validator.Reject(violation);
        }

        _current = new RecordedFamily(_registryLabels.AddTo(descriptor));

        if (!_registration.IsUnchecked && !_registration.Declares(descriptor))
        {
            _validator.Reject(
                $"The family '{ForeignText.Escape(descriptor.Name)}' is not among the collector's Descriptors: " +
                "add it there, with the same name, type and unit.");
        }

        if (_families.Exists(family => family.Descriptor.Name == descriptor.Name))
        {
            _validator.Reject(
                $"The family '{ForeignText.Escape(descriptor.Name)}' was reported twice in one collection: " +
                "report all its series between one BeginFamily and EndFamily.");
        }
    }

    public override void LeaveOut(string family, string reason)
    {
        ArgumentNullException.ThrowIfNull(family);
        _leftOut.TryAdd(family, reason);
    }

    public override void EndFamily()
    {
        _validator.EndFamily();
        _families.Add(_current!);
    }

    public override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        _validator.Unknown(labels, in sample);
        Add(new RecordedUnknown(Keep(labels), sample));
    }

    public override void Counter(LabelSet labels, in CounterSample sample)
    {
        _validator.Counter(labels, in sample);
        Add(new RecordedCounter(Keep(labels), _exemplars.Keep(_reported!.Name, in sample)));
    }

    public override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        _validator.Gauge(labels, in sample);
        Add(new RecordedGauge(Keep(labels), sample));
    }

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        _validator.Histogram(labels, in sample);
        Add(new RecordedHistogram(Keep(labels), _exemplars.Keep(_reported!.Name, in sample)));
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        _validator.Summary(labels, in sample);
        Add(new RecordedSummary(Keep(labels), sample));
    }

    public override void Info(LabelSet labels, in InfoSample sample)
    {
        _validator.Info(labels, in sample);
        Add(new RecordedInfo(Keep(labels), sample));
    }

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        _validator.StateSet(labels, in sample);
        if (_labels.IsTooLong(sample.States))
        {
            _validator.Reject(
                $"A state of '{ForeignText.Escape(_reported!.Name)}' is longer than the limit for label values: "
                + "shorten its name, or raise LabelValueLengthLimit of the registry.");
        }

        Add(new RecordedStateSet(Keep(labels), sample));
    }

    private LabelSet Keep(LabelSet labels)
    {
        labels = _registration.IsUnchecked ? _registryLabels.RemoveFrom(labels) : labels;
        CheckNames(labels);
        return _registryLabels.AddTo(_labels.Keep(_reported!.Name, labels), _current!.Descriptor);
    }

    private void Add(Series reported)
    {
        // Two long values may have become equal.
        if (!_current!.TryAdd(reported) && !_labels.AreCut)
        {
            var series = $"{ForeignText.Escape(_current.Descriptor.Name)}{{{reported.Labels}}}";
            if (_keepsFirst)
            {
                LeaveOut(_current.Descriptor.Name, $"The series '{series}' was reported twice, and the second one is left out.");
                return;
            }

            _validator.Reject($"The series '{series}' was reported twice: report each series once.");
        }
    }

    private void CheckNames(LabelSet labels)
    {
        // The names of the descriptor itself were checked with it, and the series of a family usually have the same names.
        if (labels.Names == _reported!.LabelNames || (_checked is not null && labels.Names.SequenceEqual(_checked.Names)))
        {
            return;
        }

        var violation = AcceptedNames.FindViolation(_reported, labels, _validation)
            ?? _registryLabels.FindConflict(_reported, labels.Names, _validation);
        if (violation is not null)
        {
            _validator.Reject(violation);
        }

        _checked = labels;
    }

    // A collector without descriptors passes on what it has read elsewhere, and that may have the labels already. Whether they have the
    // same values is seen at each series.
    private MetricDescriptor WithoutRegistryLabels(MetricDescriptor family) =>
        _registration.IsUnchecked ? _registryLabels.RemoveFrom(family) : family;

    private string? FindViolation(MetricDescriptor family) =>
        AcceptedNames.FindViolation(family, _validation) ?? _registryLabels.FindConflict(family, family.LabelNames, _validation);
}
