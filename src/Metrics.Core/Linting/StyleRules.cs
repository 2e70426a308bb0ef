using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Linting;

/// <summary>Conventions that Prometheus' linter does not check. Source: Prometheus, "Metric and label naming" and "Instrumentation";
/// OpenMetrics 1.0, "Metric Name".</summary>
internal static class StyleRules
{
    // Prometheus adds these to every series of a target.
    private static readonly string[] TargetLabels =
        ["job", "instance", "region", "zone", "cluster", "env", "environment", "service"];

    /// <summary>Returns the messages about one family.</summary>
    /// <param name="words">The parts of its name between underscores.</param>
    /// <param name="labelNames">The names of the labels that its series have.</param>
    /// <param name="registryLabels">The labels of every series, which are meant to be the same for the whole target.</param>
    public static IEnumerable<string> Check(string[] words, IEnumerable<string> labelNames, LabelSet registryLabels)
    {
        if (words[0].Length == 0)
        {
            yield return "metric names should not begin with '_', which OpenMetrics reserves";
        }

        if (words.FirstOrDefault(word => word is "percent" or "percentage") is { } percent)
        {
            yield return $"use base unit \"ratio\" (0 to 1) instead of \"{percent}\"";
        }

        if (words[^1] == "timestamp")
        {
            yield return "a time should be a Unix timestamp in seconds, with the suffix \"_timestamp_seconds\"";
        }

        foreach (var label in labelNames)
        {
            if (label.StartsWith('_'))
            {
                yield return $"label names should not begin with '_', which OpenMetrics reserves: '{label}'";
            }

            if (label == "type")
            {
                yield return "label 'type' should have a name that says what it distinguishes";
            }

            if (TargetLabels.Contains(label) && !registryLabels.Names.Contains(label))
            {
                yield return $"label '{label}' should be added by Prometheus, because it is the same for the whole target";
            }

            if ($"_{string.Join('_', words)}_".Contains($"_by_{label}_", StringComparison.Ordinal))
            {
                yield return $"metric name should not include its label '{label}'";
            }
        }
    }
}
