using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Records the report of a collector whose families have nothing to do with each other. What is illegal is not thrown, and costs
/// its own family only.</summary>
internal sealed class IndependentFamiliesRecorder(Registration registration, CollectorOutcomes outcomes) : MetricVisitor
{
    private readonly Dictionary<string, RecordedFamily> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _leftOut = new(StringComparer.Ordinal);
    private string _name = "";

    // Null outside of families, and after a violation in one.
    private CollectionRecorder? _current;

    private delegate void Report<TSample>(MetricVisitor visitor, LabelSet labels, in TSample sample)
        where TSample : allows ref struct;

    /// <summary>Returns the report, after the collector has returned. Families are in the order of their names, so that those of which only
    /// one can be exposed are always the same.</summary>
    public CollectorReport Finish()
    {
        if (_current is not null)
        {
            Reject($"The family '{ForeignText.Escape(_name)}' was begun but not ended: call EndFamily() after its last sample.");
        }

        var families = _families.OrderBy(family => family.Key, StringComparer.Ordinal).Select(family => family.Value);
        return new CollectorReport([.. families], Failure: null) { LeftOut = [.. _leftOut] };
    }

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        if (_current is not null)
        {
            Reject($"The family '{ForeignText.Escape(_name)}' was not ended before the next one: call EndFamily() first.");
        }

        ArgumentNullException.ThrowIfNull(descriptor);
        _name = descriptor.Name;
        _current = new CollectionRecorder(registration, outcomes, keepsFirst: true);
        try
        {
            _current.BeginFamily(descriptor);
        }
        catch (InvalidOperationException violation)
        {
            Reject(violation.Message);
        }
    }

    public override void Unknown(LabelSet labels, in UnknownSample sample) => Record(
        labels, in sample, static (MetricVisitor visitor, LabelSet labels, in UnknownSample sample) => visitor.Unknown(labels, in sample));

    public override void Counter(LabelSet labels, in CounterSample sample) => Record(
        labels, in sample, static (MetricVisitor visitor, LabelSet labels, in CounterSample sample) => visitor.Counter(labels, in sample));

    public override void Gauge(LabelSet labels, in GaugeSample sample) => Record(
        labels, in sample, static (MetricVisitor visitor, LabelSet labels, in GaugeSample sample) => visitor.Gauge(labels, in sample));

    public override void Histogram(LabelSet labels, in HistogramSample sample) => Record(
        labels,
        in sample,
        static (MetricVisitor visitor, LabelSet labels, in HistogramSample sample) => visitor.Histogram(labels, in sample));

    public override void Summary(LabelSet labels, in SummarySample sample) => Record(
        labels, in sample, static (MetricVisitor visitor, LabelSet labels, in SummarySample sample) => visitor.Summary(labels, in sample));

    public override void Info(LabelSet labels, in InfoSample sample) => Record(
        labels, in sample, static (MetricVisitor visitor, LabelSet labels, in InfoSample sample) => visitor.Info(labels, in sample));

    public override void StateSet(LabelSet labels, in StateSetSample sample) => Record(
        labels,
        in sample,
        static (MetricVisitor visitor, LabelSet labels, in StateSetSample sample) => visitor.StateSet(labels, in sample));

    public override void LeaveOut(string family, string reason)
    {
        ArgumentNullException.ThrowIfNull(family);
        _leftOut.TryAdd(family, reason);
    }

    public override void EndFamily()
    {
        if (_current is not { } family)
        {
            return;
        }

        family.EndFamily();
        _current = null;
        foreach (var (name, reason) in family.LeftOut)
        {
            LeaveOut(name, reason);
        }

        if (!_families.TryAdd(_name, family.Finish()[0]))
        {
            Reject(
                $"The family '{ForeignText.Escape(_name)}' was reported twice in one collection, and the second one is left out: " +
                "report all its series between one BeginFamily and EndFamily.");
        }
    }

    private void Record<TSample>(LabelSet labels, in TSample sample, Report<TSample> report)
        where TSample : allows ref struct
    {
        try
        {
            if (_current is not null)
            {
                report(_current, labels, in sample);
            }
        }
        catch (Exception violation) when (violation is InvalidOperationException or ArgumentNullException)
        {
            Reject(violation.Message);
        }
    }

    private void Reject(string reason)
    {
        LeaveOut(_name, reason);
        _current = null;
    }
}
