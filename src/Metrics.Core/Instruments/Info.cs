using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Info : Series, IInfo
{
    private readonly MetricDescriptor _family;
    private readonly IFamilyHost _host;

    // One immutable set, so that no scrape combines the names of one call with the values of another.
    private volatile LabelSet _current;

    public Info(LabelSet labels, MetricDescriptor family, IFamilyHost host)
        : base(labels)
    {
        _family = family;
        _host = host;
        _current = Labels;
    }

    private string Place => $"(In '{ForeignText.Escape(_family.Name)}'.)";

    protected override long ValueVersion
    {
        get
        {
            var current = _current;
            return ((long)LabelHash.WithRuntimesKey.Get(current.Names) << 32) | (uint)LabelHash.WithRuntimesKey.Get(current.Values);
        }
    }

    public void Set(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var all = new (string Name, string Value)[Labels.Count + labels.Length];
        for (var i = 0; i < Labels.Count; i++)
        {
            all[i] = (Labels.Names[i], Labels.Values[i]);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            Check(labels, i);
            all[Labels.Count + i] = (labels[i].Name, Cut(labels[i].Value));
        }

        var set = LabelSet.Create(_host.NameValidation, all);
        if (AcceptedNames.FindCollision(_family, set.Names, _host.NameValidation) is { } violation)
        {
            throw new ArgumentException(violation, nameof(labels));
        }

        _current = set;
        OnWritten();
    }

    private string Cut(string value)
    {
        var cut = LabelValueLength.Cut(value, _host.LabelValueLengthLimit);
        if (cut.Length < value.Length)
        {
            _host.OnLabelValuesTruncated(_family.Name);
        }

        return cut;
    }

    // A label set does not know the metric, which the message has to name.
    private void Check(ReadOnlySpan<(string Name, string Value)> labels, int index)
    {
        var (name, value) = labels[index];
        if (name is null || value is null)
        {
            var fault = name is null ? "The name of a label is null" : $"The value of the label '{ForeignText.Escape(name)}' is null";
            throw new ArgumentNullException(nameof(labels), $"{fault}: leave the label out. {Place}");
        }

        if (!NamingRules.IsLabelName(name, _host.NameValidation))
        {
            var rule = _host.NameValidation == NameValidation.Legacy
                ? "Use letters, digits and '_', and don't start with a digit or '__'"
                : "Use at least one character, but no NUL and no unpaired surrogate, and don't start with '__'";
            throw new ArgumentException($"'{ForeignText.Escape(name)}' is not a label name. {rule}. {Place}", nameof(labels));
        }

        if (Labels.Names.Contains(name))
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' is already a label of the series of '{ForeignText.Escape(_family.Name)}': " +
                "use another name in the info.",
                nameof(labels));
        }

        foreach (var (earlier, _) in labels[..index])
        {
            if (earlier == name)
            {
                throw new ArgumentException(
                    $"The label '{ForeignText.Escape(name)}' is given twice: use each name once. {Place}", nameof(labels));
            }
        }
    }

    public override void Collect(MetricVisitor visitor) => visitor.Info(_current, default);
}
