using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>The labels of a series that is read by several scrapes, with a cache of their text.</summary>
internal sealed class SeriesLabels : LabelSet
{
    private SeriesLabels(LabelSet labels)
        : base(labels)
    {
    }

    /// <summary>The canonical text in UTF-8, <c>a="x",b="y"</c>, or null until a format has written the series.</summary>
    /// <remarks>Two scrapes may both create it, and either result may be kept: they are equal.</remarks>
    public byte[]? Text { get; set; }

    /// <summary>Returns labels that can cache their text; the same object if it is empty or can do so already.</summary>
    public static LabelSet From(LabelSet labels) => labels.Count == 0 || labels is SeriesLabels ? labels : new SeriesLabels(labels);
}
