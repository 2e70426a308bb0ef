using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Rejects the families that a gateway would change or choke on, and passes the others to another visitor, without the labels of
/// their source that are in the grouping key too.</summary>
internal sealed class PushCheck : FilteringVisitor
{
    private static readonly string[] GatewayFamilies = ["push_time_seconds", "push_failure_time_seconds"];

    private readonly PushgatewayTarget _target;
    private readonly NameEscaping _escaping;
    private readonly string[] _omitted;
    private MetricDescriptor? _family;

    // Those that were checked last. The series of a family usually share them.
    private LabelSet? _checked;

    /// <param name="target">The target of the push.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="omitted">The names of the labels that are left out.</param>
    /// <param name="next">The visitor that receives what was checked, or null.</param>
    public PushCheck(PushgatewayTarget target, NameEscaping escaping, string[] omitted, MetricVisitor? next = null)
        : base(next) => (_target, _escaping, _omitted) = (target, escaping, omitted);

    /// <summary>The number of series that were checked.</summary>
    public long Series { get; private set; }

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        _family = descriptor;
        _checked = null;
        var name = EscapedName.Get(descriptor.Name, NameKind.Metric, _escaping);
        if (_target.HasGroups && GatewayFamilies.Contains(name))
        {
            throw Refusal(
                $"the gateway has a metric '{ForeignText.Escape(name)}' of its own in every group and replaces it: " +
                "use another name, or leave it out");
        }

        CheckNames(descriptor.LabelNames);
        if (descriptor.Type == MetricType.StateSet)
        {
            // The format adds it.
            CheckName(descriptor.FamilyName);
        }

        base.BeginFamily(descriptor);
    }

    /// <summary>Returns whether the grouping key has a label, as it is written in a scheme.</summary>
    public static bool IsInKey(string label, PushgatewayTarget target, NameEscaping escaping) =>
        target.KeyNames.Contains(EscapedName.Get(label, NameKind.Label, escaping), StringComparer.Ordinal);

    protected override LabelSet? Map(LabelSet labels)
    {
        Series++;
        if (_checked is null || labels.Names != _checked.Names)
        {
            CheckNames(labels.Names);
            _checked = labels;
        }

        return _omitted.Length == 0 ? labels : Omit(labels);
    }

    private LabelSet Omit(LabelSet labels) => LabelSet.Create(
        [.. labels.Names.ToArray().Zip(labels.Values.ToArray()).Where(label => !_omitted.Contains(label.First))]);

    private void CheckNames(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            CheckName(name);
        }
    }

    private void CheckName(string label)
    {
        if (!_omitted.Contains(label) && IsInKey(label, _target, _escaping))
        {
            var (owner, remedy) = EscapedName.Get(label, NameKind.Label, _escaping) == "job"
                ? ("the job of the push", "rename the label")
                : ("the grouping key", "rename the label, or remove it from the grouping key");
            throw Refusal(
                $"'{ForeignText.Escape(_family!.Name)}' has the label '{ForeignText.Escape(label)}', " +
                $"whose values {owner} would overwrite: {remedy}");
        }
    }

    private PushgatewayException Refusal(string reason) =>
        new($"The push to {ForeignText.Escape(_target.ToString(), PushgatewayClient.MaxAddressLength)} was not sent, because {reason}.")
        {
            IsRefused = true,
        };
}
