using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The base class of histograms with and without native buckets.</summary>
internal abstract class HistogramSeries : Series, IHistogram
{
    // In a derived class it would not fit into the gap after the flags of the series.
    private byte _contention;

    protected HistogramSeries(LabelSet labels, BucketBounds bounds)
        : base(labels) => Bounds = bounds;

    public override int LineCount => Bounds.Count + 2;

    protected BucketBounds Bounds { get; }

    /// <summary>The contended writes since the last scrape.</summary>
    protected ref byte ContendedWrites => ref _contention;

    public abstract void Observe(double value);

    public abstract void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar);
}
