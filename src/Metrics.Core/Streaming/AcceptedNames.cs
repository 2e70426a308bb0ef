using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Finds names that a registry must not accept: illegal ones, and label names of one series that become equal in an escaping
/// scheme, since Prometheus rejects a body with a duplicate label.</summary>
internal static class AcceptedNames
{
    private const string NameLabel = "__name__";

    // The only legacy name that a scheme, dots, makes the name label.
    private const string BecomesNameLabel = "_name_";

    private static readonly NameEscaping[] Schemes = [NameEscaping.Underscores, NameEscaping.Dots, NameEscaping.Values];

    /// <summary>Returns what is wrong with the names of a family, as a message for users, or null.</summary>
    public static string? FindViolation(MetricDescriptor family, NameValidation validation) =>
        NamingRules.FindViolation(family, validation) ?? FindCollision(family, family.LabelNames, validation);

    /// <summary>Returns what is wrong with the label names of a series, as a message for users, or null.</summary>
    public static string? FindViolation(MetricDescriptor family, LabelSet labels, NameValidation validation) =>
        NamingRules.FindViolation(labels, validation) is { } violation
            ? $"{violation} (In '{ForeignText.Escape(family.Name)}'.)"
            : FindCollision(family, labels.Names, validation);

    /// <summary>Returns whether two label names are equal, or become so in a scheme. Allocates nothing for legacy names, which stay
    /// distinct.</summary>
    public static bool AreEqual(string name, string other)
    {
        if (name == other || (EscapedName.IsLegacy(name, NameKind.Label) && EscapedName.IsLegacy(other, NameKind.Label)))
        {
            return name == other;
        }

        foreach (var escaping in Schemes)
        {
            if (Escape(name, escaping) == Escape(other, escaping))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns whether a label name becomes the name label in a scheme.</summary>
    public static bool BecomesName(string name) => Array.Exists(Schemes, escaping => Escape(name, escaping) == NameLabel);

    /// <summary>Names two of the labels of a series, as a message for users, that become equal in a scheme, or null.</summary>
    /// <param name="family">The family, whose format may add a label.</param>
    /// <param name="labelNames">The names of the labels.</param>
    /// <param name="validation">The names that the registry accepts. If they are legacy names, no client gets them in the scheme dots, and
    /// the other schemes leave them as they are.</param>
    public static string? FindCollision(MetricDescriptor family, ReadOnlySpan<string> labelNames, NameValidation validation)
    {
        if (validation == NameValidation.Legacy)
        {
            return null;
        }

        string[] names = [.. FormatLabel(family), .. labelNames];
        if (Array.TrueForAll(names, name => EscapedName.IsLegacy(name, NameKind.Label) && name != BecomesNameLabel))
        {
            return null;
        }

        foreach (var escaping in Schemes)
        {
            // No scheme changes the name label, which is not written as a label.
            var written = new Dictionary<string, string>(StringComparer.Ordinal) { [NameLabel] = NameLabel };
            foreach (var name in names)
            {
                var escaped = Escape(name, escaping);
                if (!written.TryAdd(escaped, name))
                {
                    return $"The labels '{ForeignText.Escape(written[escaped])}' and '{ForeignText.Escape(name)}' of " +
                        $"'{ForeignText.Escape(family.Name)}' both become '{ForeignText.Escape(escaped)}' for clients that request the " +
                        $"escaping scheme {escaping}, so no Prometheus could read them: choose another name.";
                }
            }
        }

        return null;
    }

    private static string Escape(string name, NameEscaping escaping) => EscapedName.Get(name, NameKind.Label, escaping);

    private static string[] FormatLabel(MetricDescriptor family) => family.Type switch
    {
        MetricType.Histogram or MetricType.GaugeHistogram => [SampleParts.BoundLabel],
        MetricType.Summary => [SampleParts.QuantileLabel],
        MetricType.StateSet => [family.FamilyName],
        _ => [],
    };
}
