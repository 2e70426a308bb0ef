using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>What an exemplar that is given by hand must look like. Source: OpenMetrics 1.0, "Exemplars". R-177, R-184</summary>
internal static class ExemplarValidator
{
    /// <summary>Whether an exemplar can be made of this. Looks at no more than it must, however much is given, and allocates nothing.</summary>
    public static bool IsValid(double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        // NaN lies in no bucket.
        if (double.IsNaN(value))
        {
            return false;
        }

        var codePoints = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var (name, text) = labels[i];
            if (name is null || text is null || IsTooLong(name, text) || !IsLegalName(name) || Names(labels[..i], name))
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

    private static bool IsTooLong(string name, string text) => name.Length > Exemplar.MaxCodePoints || text.Length > 2 * Exemplar.MaxCodePoints;

    private static bool IsLegalName(string name) => name is not ("le" or "quantile") && NamingRules.IsLabelName(name);

    private static bool Names(ReadOnlySpan<(string Name, string Value)> labels, string name)
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

    // An unpaired surrogate counts as the U+FFFD that a label set makes of it.
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
