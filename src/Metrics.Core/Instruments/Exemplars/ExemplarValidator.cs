using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Validates the exemplars of users. Source: OpenMetrics 1.0, "Exemplars". R-177, R-184</summary>
internal static class ExemplarValidator
{
    /// <summary>Returns whether a value and labels form a valid exemplar. Stops at the first fault, so that its cost is bounded for input
    /// of any length, and allocates nothing.</summary>
    public static bool IsValid(double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        // NaN is in no bucket.
        if (double.IsNaN(value))
        {
            return false;
        }

        var codePoints = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var (name, text) = labels[i];
            if (name is null || text is null || IsTooLong(name, text) || !IsLegalName(name) || Contains(labels[..i], name))
            {
                return false;
            }

            codePoints += name.Length + CodePoints(text);
            if (codePoints > Exemplar.MaxCodePoints)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTooLong(string name, string text) =>
        name.Length > Exemplar.MaxCodePoints || text.Length > 2 * Exemplar.MaxCodePoints;

    private static bool IsLegalName(string name) => name is not ("le" or "quantile") && NamingRules.IsLabelName(name);

    private static bool Contains(ReadOnlySpan<(string Name, string Value)> labels, string name)
    {
        foreach (var label in labels)
        {
            if (label.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // An unpaired surrogate counts as one, because a label set replaces it by U+FFFD.
    private static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
