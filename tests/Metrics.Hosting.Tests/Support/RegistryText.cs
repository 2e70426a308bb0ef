using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Support;

internal static class RegistryText
{
    /// <summary>Returns what a scrape of text 0.0.4 returns.</summary>
    public static string ReadText(this IMetricSource source)
    {
        using var body = new MemoryStream();
        ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, body).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
