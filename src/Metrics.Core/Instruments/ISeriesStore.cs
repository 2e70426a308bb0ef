using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The series of a family, for those who take some out and put some back.</summary>
internal interface ISeriesStore
{
    /// <summary>The lock for changes.</summary>
    Lock Gate { get; }

    /// <summary>The series in the order of their creation, as they are now.</summary>
    ReadOnlyMemory<Series> Ordered { get; }

    /// <summary>Whether a series never expires. Takes the gate.</summary>
    bool IsPinned(Series series);

    /// <summary>Adds a series. The caller holds the gate.</summary>
    void Add(Series series);

    /// <summary>Removes series. The caller holds the gate.</summary>
    /// <returns>How many were removed.</returns>
    int RemoveWhere(Func<Series, bool> predicate);
}
