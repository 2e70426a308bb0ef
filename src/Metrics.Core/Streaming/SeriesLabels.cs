using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>The labels of a series that lives from scrape to scrape, with room for the text that a format makes of them.</summary>
internal sealed class SeriesLabels : LabelSet
{
    private SeriesLabels(LabelSet labels)
        : base(labels)
    {
    }

    /// <summary>The canonical text in UTF-8, <c>a="x",b="y"</c>, once a format has written the series; then never another.</summary>
    /// <remarks>Two scrapes may both make it, and either result may stay: they are equal.</remarks>
    public byte[]? Text { get; set; }

    /// <summary>Returns the labels as they are if there is nothing to keep beside them.</summary>
    public static LabelSet From(LabelSet labels) => labels.Count == 0 || labels is SeriesLabels ? labels : new SeriesLabels(labels);
}
