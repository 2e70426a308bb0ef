using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The formats that an endpoint serves.</summary>
internal static class ScrapeFormats
{
    private const string OpenMetrics2 = "application/openmetrics-text; version=2.0.0";

    /// <summary>Returns the built-in formats and those of the application. The first one is the default.</summary>
    public static ExpositionFormat[] Get(MetricsEndpointOptions options)
    {
        List<ExpositionFormat> formats = [.. ExpositionFormat.BuiltIn, .. options.AdditionalFormats ?? []];
        if (!options.OpenMetrics2)
        {
            formats.RemoveAll(format => format.ContentType.StartsWith(OpenMetrics2, StringComparison.Ordinal));
        }

        return [.. formats];
    }
}
