using PrometheusMetrics.Collection;
using static PrometheusMetrics.Streaming.SampleParts;

namespace PrometheusMetrics.Linting;

/// <summary>The rules of Prometheus' own linter, with its messages. Source: client_golang, prometheus/testutil/promlint, which
/// <c>promtool check metrics</c> uses.</summary>
/// <remarks>Names in UTF-8, which promtool 3.5 does not read, are checked by the same rules. Several problems of units cannot occur: a
/// <see cref="MetricDescriptor"/> adds the suffix.</remarks>
internal static class LintRules
{
    // Gauges of the meter System.Runtime: dashboards query the names that OpenTelemetry's rules give them.
    private static readonly string[] NamesOfRuntimeMeter =
        ["dotnet_assembly_count", "dotnet_process_cpu_count", "dotnet_thread_pool_thread_count", "dotnet_timer_count"];

    /// <summary>Returns the messages about one family, each once.</summary>
    /// <param name="family">The family.</param>
    /// <param name="labelNames">The names of the labels that its series have.</param>
    /// <param name="registryLabels">The labels of every series.</param>
    public static IEnumerable<string> Check(MetricDescriptor family, IEnumerable<string> labelNames, LabelSet registryLabels)
    {
        // The part of a name before the first '_' is not a unit's abbreviation nor a type.
        var words = family.Name.Split('_');
        return CheckHelp(family)
            .Concat(CheckUnit(words))
            .Concat(CheckReservedSuffixes(family))
            .Concat(CheckReservedLabels(family, labelNames))
            .Concat(CheckSpelling(family, words[1..], labelNames))
            .Concat(StyleRules.Check(words, labelNames, registryLabels))
            .Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> CheckHelp(MetricDescriptor family)
    {
        if (family.Help.Length == 0)
        {
            yield return "no help text";
        }
    }

    // The first unit decides, as in promlint.
    private static IEnumerable<string> CheckUnit(string[] words)
    {
        foreach (var word in words)
        {
            if (UnitNames.FindBase(word) is { } unit)
            {
                return unit == word ? [] : [$"use base unit \"{unit}\" instead of \"{word}\""];
            }
        }

        return [];
    }

    private static IEnumerable<string> CheckReservedSuffixes(MetricDescriptor family)
    {
        var (isCounter, isGauge, isHistogram, isSummary) = Kind(family.Type);
        if (family.Type == MetricType.Unknown)
        {
            yield break;
        }

        if (isCounter && !Ends("_total"))
        {
            yield return "counter metrics should have \"_total\" suffix";
        }

        if (!isCounter && Ends("_total"))
        {
            yield return "non-counter metrics should not have \"_total\" suffix";
        }

        if (!isGauge && Ends("_timestamp_seconds"))
        {
            yield return "non-gauge metrics should not have \"_timestamp_seconds\" suffix";
        }

        if (!isHistogram && Ends(BucketSuffix))
        {
            yield return "non-histogram metrics should not have \"_bucket\" suffix";
        }

        if (!isHistogram && !isSummary && Ends(CountSuffix) && !NamesOfRuntimeMeter.Contains(family.Name))
        {
            yield return "non-histogram and non-summary metrics should not have \"_count\" suffix";
        }

        if (!isHistogram && !isSummary && Ends(SumSuffix))
        {
            yield return "non-histogram and non-summary metrics should not have \"_sum\" suffix";
        }

        bool Ends(string suffix) => family.Name.EndsWith(suffix, StringComparison.Ordinal);
    }

    private static IEnumerable<string> CheckReservedLabels(MetricDescriptor family, IEnumerable<string> labelNames)
    {
        var (_, _, isHistogram, isSummary) = Kind(family.Type);
        if (family.Type == MetricType.Unknown)
        {
            yield break;
        }

        if (!isHistogram && labelNames.Contains(BoundLabel, StringComparer.Ordinal))
        {
            yield return "non-histogram metrics should not have \"le\" label";
        }

        if (!isSummary && labelNames.Contains(QuantileLabel, StringComparer.Ordinal))
        {
            yield return "non-summary metrics should not have \"quantile\" label";
        }
    }

    private static IEnumerable<string> CheckSpelling(MetricDescriptor family, string[] wordsAfterFirst, IEnumerable<string> labelNames)
    {
        if (TypeName(family.Type) is { } type && wordsAfterFirst.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"metric name should not include type '{type}'";
        }

        if (family.Name.Contains(':'))
        {
            yield return "metric names should not contain ':'";
        }

        if (IsCamelCase(family.Name))
        {
            yield return "metric names should be written in 'snake_case' not 'camelCase'";
        }

        if (labelNames.Any(IsCamelCase))
        {
            yield return "label names should be written in 'snake_case' not 'camelCase'";
        }

        if (wordsAfterFirst.Any(UnitNames.IsAbbreviation))
        {
            yield return "metric names should not contain abbreviated units";
        }
    }

    private static bool IsCamelCase(string name)
    {
        for (var i = 1; i < name.Length; i++)
        {
            if (char.IsAsciiLetterLower(name[i - 1]) && char.IsAsciiLetterUpper(name[i]))
            {
                return true;
            }
        }

        return false;
    }

    // Infos and state sets are gauges in the text format, which is what the linter reads.
    private static (bool IsCounter, bool IsGauge, bool IsHistogram, bool IsSummary) Kind(MetricType type) => (
        type == MetricType.Counter,
        type is MetricType.Gauge or MetricType.Info or MetricType.StateSet,
        type is MetricType.Histogram or MetricType.GaugeHistogram,
        type == MetricType.Summary);

    private static string? TypeName(MetricType type) => Kind(type) switch
    {
        (IsCounter: true, _, _, _) => "counter",
        (_, IsGauge: true, _, _) => "gauge",
        (_, _, IsHistogram: true, _) => "histogram",
        (_, _, _, IsSummary: true) => "summary",
        _ => null,
    };
}
