using Microsoft.Extensions.Primitives;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The order of families for people, who look for their own metrics first: those of the application, then <c>http_*</c>,
/// <c>process_*</c>, <c>dotnet_*</c> and <c>metrics_*</c>.</summary>
internal sealed class BrowserOrder : IComparer<MetricDescriptor>
{
    private static readonly BrowserOrder Instance = new();
    private static readonly string[] LastPrefixes = ["http_", "process_", "dotnet_", "metrics_"];

    private BrowserOrder()
    {
    }

    /// <summary>Returns this order if a browser asks, or null, which means the order of scrapers.</summary>
    /// <param name="accept">The values of the <c>Accept</c> header. Every browser asks for HTML first, and no scraper does.</param>
    public static BrowserOrder? For(StringValues accept)
    {
        foreach (var value in accept)
        {
            if (value?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true)
            {
                return Instance;
            }
        }

        return null;
    }

    public int Compare(MetricDescriptor? x, MetricDescriptor? y) => Group(x) - Group(y);

    // -1, before all others, for a family of the application.
    private static int Group(MetricDescriptor? family) =>
        Array.FindIndex(LastPrefixes, prefix => family?.Name.StartsWith(prefix, StringComparison.Ordinal) == true);
}
