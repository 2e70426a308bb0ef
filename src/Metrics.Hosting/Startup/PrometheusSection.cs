using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>The section <c>Prometheus</c>, which contains the options of the registry and the sections of other features.</summary>
internal static class PrometheusSection
{
    private static readonly string[] Options =
    [
        nameof(PrometheusMetricsOptions.ProcessMetrics),
        nameof(PrometheusMetricsOptions.RuntimeMetrics),
        nameof(PrometheusMetricsOptions.FailOnCollectorError),
        nameof(PrometheusMetricsOptions.CollectorTimeout),
        nameof(PrometheusMetricsOptions.CollectorDurations),
        nameof(PrometheusMetricsOptions.ExemplarsFromActivity),
        nameof(PrometheusMetricsOptions.SeriesLimit),
    ];

    // Known even if the feature is not used: several applications may share one settings file.
    private static readonly string[] Sections = ["Pushgateway", "HttpMetrics"];

    /// <summary>Checks that each key is an option, a known section, or possibly the section of another package.</summary>
    /// <param name="section">The section.</param>
    /// <param name="registered">The sections that other packages have registered.</param>
    /// <exception cref="InvalidOperationException">A key is unknown, an option has keys, or a section has a value.</exception>
    public static void Validate(IConfiguration section, IEnumerable<ConfigurationSectionName> registered)
    {
        string[] sections = [.. Sections, .. registered.Select(name => name.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var child in section.GetChildren())
        {
            if (FindError(child, sections) is { } error)
            {
                throw new InvalidOperationException(error);
            }
        }
    }

    private static string? FindError(IConfigurationSection child, string[] sections)
    {
        var hasKeys = child.GetChildren().Any();
        if (Options.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        {
            return hasKeys ? $"'{child.Path}' is an option, but there are keys below it: give it a value." : null;
        }

        if (sections.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        {
            return string.IsNullOrEmpty(child.Value) ? null : $"'{child.Path}' has a value, but is a section: set the keys below it.";
        }

        // An empty section has no value; the value of an empty array in JSON is an empty string.
        var isSection = hasKeys || string.IsNullOrEmpty(child.Value);
        var near = NearName.Find(child.Key, [.. Options, .. sections]);
        if (isSection && near is null)
        {
            return null;
        }

        var guess = near is null ? "" : $" Did you mean '{PrometheusMetricsOptions.SectionName}:{near}'?";
        var known = $"Known options are {string.Join(", ", Options)}; known sections are {string.Join(", ", sections)}.";
        return isSection
            ? $"There is no section '{child.Path}'.{guess} {known} Correct or remove it, " +
              $"or register it by AddConfigurationSection(\"{child.Key}\")."
            : $"There is no option '{child.Path}'.{guess} {known} Correct or remove it.";
    }
}
