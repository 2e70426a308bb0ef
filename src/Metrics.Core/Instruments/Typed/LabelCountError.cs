namespace PrometheusMetrics.Instruments;

/// <summary>Creates the exceptions for typed labels with more or fewer values than the family has labels.</summary>
internal static class LabelCountError
{
    public static InvalidOperationException OfType(string family, ReadOnlySpan<string> names, int values)
    {
        if (names.IsEmpty)
        {
            return new InvalidOperationException(
                $"'{ForeignText.Escape(family)}' has no labels whose values could be typed: "
                + "create the instrument without labels, and use it directly.");
        }

        var advice = names.Length == 1
            ? "Write WithLabelTypes<TLabel>(), where TLabel is the type of the value."
            : $"Write WithLabelTypes<({Row("TLabel", names.Length)})>(), or pass a conversion: "
                + $"WithLabelTypes<TLabels>(labels => ({Row("labels.Value", names.Length)})).";
        return new InvalidOperationException($"{Required(family, names)}, but the type of its labels has {values}. {advice}");
    }

    /// <param name="family">The name of the metric.</param>
    /// <param name="names">The names of its labels.</param>
    /// <param name="values">The number of values that the conversion returned, or null if it returned null.</param>
    public static InvalidOperationException OfConversion(string family, ReadOnlySpan<string> names, int? values)
    {
        var advice = names.Length == 1 ? "ValueTuple.Create(labels.Value)" : $"({Row("labels.Value", names.Length)})";
        var returned = values is { } count ? $"{count}" : "null";
        return new InvalidOperationException(
            $"{Required(family, names)}, but the conversion of its labels returned {returned}. Write labels => {advice}.");
    }

    private static string Required(string family, ReadOnlySpan<string> names) =>
        $"'{ForeignText.Escape(family)}' requires {(names.Length == 1 ? "1 value" : $"{names.Length} values")} "
        + $"({ForeignText.Join(", ", names)})";

    private static string Row(string word, int count) => string.Join(", ", Enumerable.Range(1, count).Select(i => $"{word}{i}"));
}
