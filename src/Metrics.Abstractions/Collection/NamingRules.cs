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
                $"'{name}' is not a metric name. Use letters, digits, '_' and ':', and don't start with a digit: " +
                $"'{Suggest(name, colons: true)}', for example.",
                parameter);
        }
    }

    internal static void RequireLabelName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (!IsLabelName(name))
        {
            throw new ArgumentException(
                $"'{name}' is not a label name. Use letters, digits and '_', don't start with a digit or '__': " +
                $"'{Suggest(name, colons: false)}', for example.",
                parameter);
        }
    }

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
        var legal = string.Create(name.Length, name, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(source[i]) || (colons && source[i] == ':') ? source[i] : '_';
            }
        });
        legal = colons ? legal : legal.TrimStart('_');
        return legal.Length == 0 ? "x" : char.IsAsciiDigit(legal[0]) ? "_" + legal : legal;
    }
}
