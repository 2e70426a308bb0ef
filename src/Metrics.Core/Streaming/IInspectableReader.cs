using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A reader that knows its families before they are read.</summary>
internal interface IInspectableReader : IMetricReader
{
    /// <summary>The number of series that were reported until now; a histogram or summary is one series.</summary>
    long SeriesRead { get; }

    /// <summary>Reports all families to another visitor, which sees their names and labels. Of a family whose descriptor names all labels
    /// of its series, the series are left out, so that an inspection of many series of instruments costs nothing.</summary>
    /// <param name="visitor">The visitor, which keeps no sample.</param>
    void Inspect(MetricVisitor visitor);
}
