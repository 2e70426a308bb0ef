using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Rejects the families that a gateway would change or choke on, and passes the others to another visitor.</summary>
internal sealed class PushCheck : FilteringVisitor
{
    private static readonly string[] GatewayFamilies = ["push_time_seconds", "push_failure_time_seconds"];

    private readonly PushgatewayTarget _target;
    private readonly NameEscaping _escaping;
    private MetricDescriptor? _family;

    // Those that were checked last. The series of a family usually share them.
    private LabelSet? _checked;

    /// <param name="target">The target of the push.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="next">The visitor that receives what was checked, or null.</param>
    public PushCheck(PushgatewayTarget target, NameEscaping escaping, MetricVisitor? next = null)
        : base(next) => (_target, _escaping) = (target, escaping);

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

    protected override bool Passes(LabelSet labels)
    {
        Series++;
        if (_checked is null || labels.Names != _checked.Names)
        {
            CheckNames(labels.Names);
            _checked = labels;
        }

        return true;
    }

    private void CheckNames(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            CheckName(name);
        }
    }

    private void CheckName(string label)
    {
        var name = EscapedName.Get(label, NameKind.Label, _escaping);
        if (_target.KeyNames.Contains(name, StringComparer.Ordinal))
        {
            var (owner, remedy) = name == "job"
                ? ("the job of the push", "rename the label")
                : ("the grouping key", "rename the label, or remove it from the grouping key");
            throw Refusal(
                $"'{ForeignText.Escape(_family!.Name)}' has the label '{ForeignText.Escape(label)}', " +
                $"whose values {owner} would overwrite: {remedy}");
        }
    }

    private PushgatewayException Refusal(string reason) =>
        new($"The push to {ForeignText.Escape(_target.ToString(), PushgatewayClient.MaxAddressLength)} was not sent, because {reason}.");
}
