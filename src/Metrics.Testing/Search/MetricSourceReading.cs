using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Reads a source with the visitors of this assembly.</summary>
internal static class MetricSourceReading
{
    /// <summary>Runs a collection and returns the visitor.</summary>
    public static TVisitor Read<TVisitor>(this IMetricSource source, TVisitor visitor)
        where TVisitor : MetricVisitor
    {
        using var reader = source.Read();
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }

    /// <summary>Runs a collection without holding a thread while collectors work, and returns the visitor.</summary>
    public static async Task<TVisitor> ReadAsync<TVisitor>(this IMetricSource source, TVisitor visitor, CollectionRequest request)
        where TVisitor : MetricVisitor
    {
        using var reader = await source.ReadAsync(request).ConfigureAwait(false);
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }

    public static double? Find(this IMetricSource source, SampleQuery query) => source.Read(new SampleFinder(query)).Value;

    /// <summary>Returns a message that says which samples are similar to one that was not found.</summary>
    public static string Explain(this IMetricSource source, SampleQuery query) =>
        NotFoundMessage.Create("sample", query, source.Read(new SampleSearch(query)));

    /// <summary>Returns a message that says which histograms are similar to one that was not found.</summary>
    public static string ExplainHistogram(this IMetricSource source, SampleQuery query) =>
        NotFoundMessage.Create("histogram", query, source.Read(new SampleSearch(query, histogramsOnly: true)));
}
