using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Testing;

/// <summary>The name and the labels of a sample that a test looks for.</summary>
internal sealed class SampleQuery
{
    private static readonly string[] Suffixes = ["_bucket", "_count", "_sum"];

    private readonly LabelSet _labels;
    private readonly int _present;

    /// <param name="name">The name of the sample.</param>
    /// <param name="labels">The labels that the test names.</param>
    /// <param name="validation">Which names are legal.</param>
    /// <param name="sourceLabels">The labels of every series of the source, which the test need not name; or null.</param>
    public SampleQuery(
        string name,
        ReadOnlySpan<(string Name, string? Value)> labels,
        NameValidation validation = NameValidation.Legacy,
        LabelSet? sourceLabels = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (label, value) in labels)
        {
            if (label is null)
            {
                throw new ArgumentNullException(
                    nameof(labels), $"The name of a label of the sample '{ForeignText.Escape(name)}' is null: give each label a name.");
            }

            if (!texts.TryAdd(label, value ?? ""))
            {
                throw new ArgumentException(
                    $"The label '{ForeignText.Escape(label)}' of the sample '{ForeignText.Escape(name)}' is given twice: " +
                    "use each name once.",
                    nameof(labels));
            }

        }

        for (var i = 0; i < sourceLabels?.Count; i++)
        {
            texts.TryAdd(sourceLabels.Names[i], sourceLabels.Values[i]);
        }

        _present = texts.Values.Count(value => value.Length > 0);

        // Checks the names, and replaces what is not well-formed as in the series itself.
        _labels = LabelSet.Create(validation, [.. texts.Select(text => (text.Key, text.Value))]);
    }

    public string Name { get; }

    public ReadOnlySpan<string> LabelNames => _labels.Names;

    /// <summary>The names of the families to which the sample may belong, for a request.</summary>
    public IReadOnlySet<string> FamilyNames => Suffixes
        .Where(suffix => Name.EndsWith(suffix, StringComparison.Ordinal))
        .Select(suffix => Name[..^suffix.Length])
        .Append(Name)
        .ToHashSet(StringComparer.Ordinal);

    public bool HasName(in FlatSample sample) =>
        Name.Length == sample.Family.Name.Length + sample.Suffix.Length
        && Name.StartsWith(sample.Family.Name, StringComparison.Ordinal)
        && Name.EndsWith(sample.Suffix, StringComparison.Ordinal);

    public bool Matches(in FlatSample sample) =>
        HasName(sample)
        && (sample.PartLabel is { } part
            ? HasPart(part, sample.PartNumber) && HasLabels(sample.Labels, others: 1)
            : HasLabels(sample.Labels));

    /// <summary>Returns whether the labels are all labels of the query, apart from a number of others.</summary>
    public bool HasLabels(LabelSet labels, int others = 0)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels.Values[i].Length > 0)
            {
                others++;
                if (Find(labels.Names[i]) != labels.Values[i])
                {
                    return false;
                }
            }
        }

        return others == _present;
    }

    /// <summary>Returns whether a family without such a sample may have one later.</summary>
    public bool MayBelongTo(MetricDescriptor family)
    {
        var names = LabelNames.ToArray().Except(["le", "quantile", family.Name], StringComparer.Ordinal);
        return FamilyNames.Contains(family.Name) && names.ToHashSet(StringComparer.Ordinal).SetEquals(family.LabelNames.ToArray());
    }

    /// <summary>Returns how many labels have the same value in a sample.</summary>
    public int CountEqual(LabelSet labels)
    {
        var equal = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            equal += Find(labels.Names[i]) == labels.Values[i] ? 1 : 0;
        }

        return equal;
    }

    public override string ToString() => SampleText.Describe(Name, _labels, part: null);

    private static bool TryParse(string text, out double number)
    {
        number = double.PositiveInfinity;
        return text == "+Inf" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private bool HasPart((string Name, string Value) label, double? number) =>
        Find(label.Name) is { } wanted
        && (number is { } exact ? TryParse(wanted, out var parsed) && parsed.Equals(exact) : wanted == label.Value);

    private string? Find(string labelName)
    {
        var index = _labels.Names.IndexOf(labelName);
        return index < 0 ? null : _labels.Values[index];
    }
}
