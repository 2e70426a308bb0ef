using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Exposition;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Collects a registry once.</summary>
internal static class Scrape
{
    /// <summary>The families of self metrics that every registry has, without series at first.</summary>
    public static string[] SelfMetricFamilies =>
    [
        "metrics_collector_errors_total",
        "metrics_exemplars_dropped_total",
        "metrics_label_values_truncated_total",
        "metrics_observations_dropped_total",
        "metrics_series_overflow_total",
    ];

    public static RecordingVisitor From(IMetricSource source, CancellationToken cancellationToken = default)
    {
        using var reader = source.Read(new() { CancellationToken = cancellationToken });
        return From(reader);
    }

    /// <summary>Returns the sample lines. When it returns, the collection has begun: calls in progress are joined.</summary>
    public static async Task<string[]> LinesAsync(IMetricSource source, CollectionRequest request = default)
    {
        using var reader = await source.ReadAsync(request);
        return [.. From(reader).Lines];
    }

    /// <summary>Returns the sample lines, such as <c>x_total{a="1"} 5</c>.</summary>
    public static string[] Lines(IMetricSource source) => [.. From(source).Lines];

    /// <summary>Returns the lines of the body in a format.</summary>
    public static string[] Lines(IMetricSource source, ExpositionFormat format)
    {
        var body = Body.Of(format, visitor =>
        {
            using var reader = source.Read();
            while (reader.Read(visitor))
            {
            }
        });
        return [.. body.Split('\n').Where(line => line.Length > 0 && line != "# EOF")];
    }

    private static RecordingVisitor From(IMetricReader reader)
    {
        var visitor = new RecordingVisitor();
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }
}
