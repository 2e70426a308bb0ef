using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Validates exemplars: those of users, those of collectors, and what the formats write. Source: OpenMetrics 1.0, "Exemplars".
/// R-184</summary>
internal static class ExemplarValidator
{
    // The specification allows it, but Prometheus (2.42 to 3.14) then rejects the whole scrape. It reads every other character in an
    // exemplar, and a NUL in the label values of series and in the help.
    private const char Forbidden = '\0';

    /// <summary>Returns whether labels of a user are those of a valid exemplar. Stops at the first fault, so that its cost is bounded for
    /// input of any length, and allocates nothing.</summary>
    public static bool IsValid(ReadOnlySpan<(string Name, string Value)> labels, NameValidation validation)
    {
        var codePoints = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var (name, text) = labels[i];
            if (name is null || text is null || !IsShort(name, text) || !IsLegal(name, text, validation) || Contains(labels[..i], name))
            {
                return false;
            }

            codePoints += CodePoints(name) + CodePoints(text);
            if (codePoints > Exemplar.MaxCodePoints)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns whether an exemplar of a collector is valid: by the same rules, as far as its label set does not guarantee
    /// them, and with a value that lies in a bucket.</summary>
    public static bool IsValid(Exemplar exemplar, NameValidation validation)
    {
        var names = exemplar.Labels.Names;
        for (var i = 0; i < names.Length; i++)
        {
            if (IsReserved(names[i]) || !NamingRules.IsLabelName(names[i], validation) || Contains(names[..i], names[i]))
            {
                return false;
            }
        }

        return !double.IsNaN(exemplar.Value) && IsWritable(exemplar, NameEscaping.AllowUtf8);
    }

    /// <summary>Returns whether a format can write an exemplar so that a server reads it.</summary>
    public static bool IsWritable(Exemplar exemplar, NameEscaping escaping)
    {
        foreach (var value in exemplar.Labels.Values)
        {
            if (value.Contains(Forbidden, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return exemplar.CodePoints + AddedBy(escaping, exemplar.Labels.Names) <= Exemplar.MaxCodePoints;
    }

    /// <summary>Returns whether the value of an exemplar belongs to a bucket; NaN belongs to the last one.</summary>
    public static bool IsInBucket(Exemplar exemplar, ReadOnlySpan<double> bounds, int bucket) =>
        (bucket == bounds.Length || exemplar.Value <= bounds[bucket])
        && (bucket == 0 || !(exemplar.Value <= bounds[bucket - 1]));

    // A code point has at most two UTF-16 code units.
    private static bool IsShort(string name, string text) =>
        name.Length <= 2 * Exemplar.MaxCodePoints && text.Length <= 2 * Exemplar.MaxCodePoints;

    private static bool IsLegal(string name, string text, NameValidation validation) =>
        NamingRules.IsLabelName(name, validation) && !IsReserved(name) && !text.Contains(Forbidden, StringComparison.Ordinal);

    private static bool IsReserved(string name) => name is SampleParts.BoundLabel or SampleParts.QuantileLabel;

    private static bool Contains(ReadOnlySpan<(string Name, string Value)> labels, string name)
    {
        foreach (var label in labels)
        {
            if (AcceptedNames.AreEqual(label.Name, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(ReadOnlySpan<string> others, string name)
    {
        foreach (var other in others)
        {
            if (AcceptedNames.AreEqual(other, name))
            {
                return true;
            }
        }

        return false;
    }

    // Escaping makes names longer. A server measures what it reads.
    private static int AddedBy(NameEscaping escaping, ReadOnlySpan<string> names)
    {
        var added = 0;
        foreach (var name in names)
        {
            if (!EscapedName.IsUnchanged(name, NameKind.Label, escaping))
            {
                added += EscapedName.Get(name, NameKind.Label, escaping).Length - CodePoints(name);
            }
        }

        return added;
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
