using System.Collections.Frozen;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>The labels that a registry adds to every series, before its own labels. Immutable.</summary>
internal sealed class RegistryLabels
{
    private static readonly string[] FormatLabels = [SampleParts.BoundLabel, SampleParts.QuantileLabel];
    private static readonly string[] SelfMetricLabels = ["collector", "family"];

    private RegistryLabels(LabelSet set) => Set = set;

    public LabelSet Set { get; }

    public int Count => Set.Count;

    /// <summary>Creates the labels, in ordinal order of their names.</summary>
    /// <param name="labels">The names and values, which have no violation; or null for none.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    public static RegistryLabels Create(IReadOnlyDictionary<string, string>? labels, NameValidation validation) => new(
        LabelSet.Create(validation, [.. (labels ?? FrozenDictionary<string, string>.Empty)
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => (label.Key, label.Value))]));

    /// <summary>Returns what is wrong with labels, as a message for users, or null.</summary>
    /// <param name="labels">The names and values, or null for none.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    /// <param name="lengthLimit">The maximum length of a value, in bytes of UTF-8.</param>
    public static string? FindViolation(IReadOnlyDictionary<string, string>? labels, NameValidation validation, int lengthLimit)
    {
        List<string> names = [];
        foreach (var (name, value) in labels ?? FrozenDictionary<string, string>.Empty)
        {
            var violation = NamingRules.FindLabelViolation(name, validation)
                ?? FindReservation(name)
                ?? FindValueViolation(name, value, lengthLimit)
                ?? FindEqual(name, names, validation);
            if (violation is not null)
            {
                return violation;
            }

            names.Add(name);
        }

        return null;
    }

    /// <summary>Returns which of the constant labels of a factory the registry has already, as a message for users, or null.</summary>
    public string? FindConflict(ReadOnlySpan<string> constantNames) =>
        FindOwn(constantNames) is { } name ? Describe($"The constant label '{ForeignText.Escape(name)}'") : null;

    /// <summary>Returns which of the labels of a family the registry has already, or which become equal to them in an escaping scheme, as a
    /// message for users, or null.</summary>
    /// <param name="family">The family, whose format may add a label.</param>
    /// <param name="labelNames">The names of the labels of its series, without those of the registry.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    public string? FindConflict(MetricDescriptor family, ReadOnlySpan<string> labelNames, NameValidation validation)
    {
        if (Count == 0)
        {
            return null;
        }

        var name = FindOwn(labelNames) ?? (family.Type == MetricType.StateSet ? FindOwn([family.FamilyName]) : null);
        return name is not null
            ? Describe($"The label '{ForeignText.Escape(name)}' of '{ForeignText.Escape(family.Name)}'")
            : AcceptedNames.FindCollision(family, [.. Set.Names, .. labelNames], validation);
    }

    /// <summary>Returns a descriptor of the same family with these labels before its own.</summary>
    public MetricDescriptor AddTo(MetricDescriptor family) => Count == 0
        ? family
        : new MetricDescriptor(
            family.Type, family.Name, family.Help, [.. Set.Names, .. family.LabelNames], family.Unit, keepName: true);

    /// <summary>Returns these labels and those of a series.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="family">The family of the series, to which these labels were added.</param>
    public LabelSet AddTo(LabelSet labels, MetricDescriptor family)
    {
        if (Count == 0)
        {
            return labels;
        }

        return family.LabelNames[Count..].SequenceEqual(labels.Names)
            ? family.Labels([.. Set.Values, .. labels.Values])
            : LabelSet.Create([.. Pairs(Set), .. Pairs(labels)]);
    }

    /// <summary>Returns a descriptor of the same family without these labels.</summary>
    public MetricDescriptor RemoveFrom(MetricDescriptor family) => FindOwn(family.LabelNames) is null
        ? family
        : new MetricDescriptor(
            family.Type,
            family.Name,
            family.Help,
            [.. family.LabelNames.ToArray().Where(name => !Set.Names.Contains(name))],
            family.Unit,
            keepName: true);

    /// <summary>Returns the labels of a series without these, as far as they have the same values.</summary>
    public LabelSet RemoveFrom(LabelSet labels) => FindOwn(labels.Names) is null
        ? labels
        : LabelSet.Create([.. Pairs(labels).Except(Pairs(Set))]);

    private static string? FindReservation(string name)
    {
        var owner = FormatLabels.Contains(name) ? "the formats themselves write it for histograms and summaries"
            : SelfMetricLabels.Contains(name) ? "metrics of the registry itself have a label of this name"
            : null;
        return owner is null ? null
            : $"The label '{ForeignText.Escape(name)}' can't be one of the registry, because {owner}. Choose another name.";
    }

    private static string? FindValueViolation(string name, string value, int lengthLimit) =>
        value is null
            ? $"The value of the label '{ForeignText.Escape(name)}' of the registry is null: set a value, or leave the label out."
            : LabelValueLength.IsExceeded(value.AsSpan(), lengthLimit)
                ? $"The value of the label '{ForeignText.Escape(name)}' of the registry is longer than {lengthLimit} bytes of UTF-8: " +
                    "shorten it, or raise LabelValueLengthLimit of the registry. It would be in every line of every metric."
                : null;

    private static string? FindEqual(string name, List<string> others, NameValidation validation)
    {
        if (validation == NameValidation.Utf8 && AcceptedNames.BecomesName(name))
        {
            return $"The label '{ForeignText.Escape(name)}' of the registry becomes '__name__', the name of the metric, for clients that " +
                "request an escaping scheme. Choose another name.";
        }

        var equal = others.Concat(FormatLabels).Concat(SelfMetricLabels).FirstOrDefault(other => AcceptedNames.AreEqual(name, other));
        return equal is null ? null
            : $"The label '{ForeignText.Escape(name)}' of the registry and the label '{ForeignText.Escape(equal)}' become equal for " +
                "clients that request an escaping scheme. Choose another name.";
    }

    private static (string Name, string Value)[] Pairs(LabelSet labels) =>
        [.. labels.Names.ToArray().Zip(labels.Values.ToArray())];

    private static string Describe(string subject) =>
        $"{subject} is a label of the registry, which adds it to every series: leave it out or rename it, or remove it from the Labels " +
        "of the registry.";

    private string? FindOwn(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Set.Names.Contains(name))
            {
                return name;
            }
        }

        return null;
    }
}
