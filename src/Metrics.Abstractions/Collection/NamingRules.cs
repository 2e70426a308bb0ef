namespace PrometheusMetrics.Collection;

/// <summary>Checks the names of metrics and labels. Source: Prometheus data model, "Metric names and labels".</summary>
public static class NamingRules
{
    /// <summary>Returns whether <paramref name="name"/> matches <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>.</summary>
    /// <param name="name">A metric name.</param>
    public static bool IsMetricName(ReadOnlySpan<char> name) => IsName(name, colons: true);

    /// <summary>Returns whether <paramref name="name"/> matches <c>[a-zA-Z_][a-zA-Z0-9_]*</c> and does not begin with <c>__</c>, which
    /// Prometheus reserves.</summary>
    /// <param name="name">A label name.</param>
    public static bool IsLabelName(ReadOnlySpan<char> name) =>
        IsName(name, colons: false) && !name.StartsWith("__", StringComparison.Ordinal);

    internal static void RequireMetricName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (!IsMetricName(name))
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' is not a metric name. Use letters, digits, '_' and ':', and don't start with a digit: " +
                $"'{Suggest(name, colons: true)}', for example.",
                parameter);
        }
    }

    /// <param name="name">A label name.</param>
    /// <param name="parameter">The name of the caller's parameter.</param>
    /// <param name="family">The name of the metric, for the exception message, or null if it is not known.</param>
    internal static void RequireLabelName(string name, string parameter, string? family = null)
    {
        if (name is null)
        {
            throw new ArgumentNullException(parameter, $"The name of a label is null: name every label.{Place(family)}");
        }

        if (!IsLabelName(name))
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' is not a label name. Use letters, digits and '_', don't start with a digit or '__': " +
                $"'{Suggest(name, colons: false)}', for example.{Place(family)}",
                parameter);
        }
    }

    private static string Place(string? family) => family is null ? "" : $" (In '{ForeignText.Escape(family)}'.)";

    private static bool IsName(ReadOnlySpan<char> name, bool colons)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && !(colons && c == ':'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Suggest(string name, bool colons)
    {
        var legal = new string(Array.ConvertAll(
            name[..Math.Min(name.Length, ForeignText.MaxLength)].ToCharArray(),
            c => char.IsAsciiLetterOrDigit(c) || (colons && c == ':') ? c : '_'));
        legal = colons ? legal : legal.TrimStart('_');
        return legal.Length == 0 ? "x" : char.IsAsciiDigit(legal[0]) ? "_" + legal : legal;
    }
}
