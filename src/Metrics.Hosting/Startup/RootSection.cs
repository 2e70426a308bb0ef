using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>The section <c>Prometheus</c>, in which options of the registry stand beside the sections of other features.</summary>
internal static class RootSection
{
    private static readonly string[] Sections = ["Pushgateway", "HttpMetrics"];

    private static readonly string[] Known =
    [
        nameof(PrometheusMetricsOptions.ProcessMetrics),
        nameof(PrometheusMetricsOptions.RuntimeMetrics),
        nameof(PrometheusMetricsOptions.FailOnCollectorError),
        nameof(PrometheusMetricsOptions.ExemplarsFromActivity),
        nameof(PrometheusMetricsOptions.SeriesLimit),
        .. Sections,
    ];

    /// <exception cref="InvalidOperationException">There is a key that nobody reads: mistyped, most likely.</exception>
    public static void RequireKnownKeys(IConfiguration section)
    {
        foreach (var child in section.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"There is no option '{PrometheusMetricsOptions.SectionName}:{child.Key}'. Known are {string.Join(", ", Known)}: correct or remove it.");
            }

            if (!string.IsNullOrEmpty(child.Value) && Sections.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"'{PrometheusMetricsOptions.SectionName}:{child.Key}' has a value, but is a section: set the keys below it.");
            }
        }
    }
}
