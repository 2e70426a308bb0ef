using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The series of a family, for the component that removes expired series and adds revived ones.</summary>
internal interface ISeriesStore
{
    /// <summary>The lock that guards changes.</summary>
    Lock Gate { get; }

    /// <summary>A snapshot of the series, in the order of their creation, which may contain removed ones.</summary>
    ReadOnlyMemory<Series> Ordered { get; }

    /// <summary>Returns whether a series never expires. Acquires the gate.</summary>
    bool IsPinned(Series series);

    /// <summary>Adds a series. The caller holds the gate.</summary>
    void Add(Series series);

    /// <summary>Removes series. The caller holds the gate.</summary>
    void RemoveWhere(Func<Series, bool> predicate);
}
