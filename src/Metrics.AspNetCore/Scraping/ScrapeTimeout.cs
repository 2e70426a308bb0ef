using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The timeout that Prometheus sends with each scrape, in seconds.</summary>
internal static class ScrapeTimeout
{
    public const string HeaderName = "X-Prometheus-Scrape-Timeout-Seconds";

    // Left for writing and sending the response.
    private const double SendingSeconds = 0.5;

    // Any client can send the header, and a collector that takes longer than the time that it leaves counts as failing.
    private const double MinSeconds = 0.5;

    // A deadline further away has no effect.
    private const double MaxSeconds = 24 * 60 * 60;

    /// <summary>Returns the time that the collectors have: half a second less than the timeout, but at least half a second.</summary>
    /// <returns>Null if there is no header, or its value is not a timeout.</returns>
    public static TimeSpan? GetTimeForCollectors(IHeaderDictionary headers) =>
        headers[HeaderName] is [var value]
        && double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= MaxSeconds
            ? TimeSpan.FromSeconds(Math.Max(seconds - SendingSeconds, MinSeconds))
            : null;
}
