using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The formats that an endpoint serves.</summary>
internal static class ScrapeFormats
{
    /// <summary>Returns the built-in formats, of which the first one is the default, and those of the application. One with the content
    /// type of a built-in format takes its place.</summary>
    public static ExpositionFormat[] Get(MetricsEndpointOptions options)
    {
        List<ExpositionFormat> formats = [.. ExpositionFormat.BuiltIn];
        if (!options.OpenMetrics2)
        {
            formats.Remove(ExpositionFormat.OpenMetrics2);
        }

        foreach (var format in options.AdditionalFormats ?? [])
        {
            var replaced = formats.FindIndex(other => other.ContentType == format.ContentType);
            if (replaced < 0)
            {
                formats.Add(format);
            }
            else
            {
                formats[replaced] = format;
            }
        }

        return [.. formats];
    }
}
