namespace PrometheusMetrics.Instruments;

/// <summary>A cell of an instrument, whose lock may belong to a page of stack.</summary>
/// <typeparam name="TSelf">The type of the cell: a struct, so that its methods are inlined into their callers.</typeparam>
internal interface IOwnedCell<TSelf>
    where TSelf : struct, IOwnedCell<TSelf>
{
    /// <summary>What stands where there is no cell: it has <see cref="SequenceLock.Absent"/>.</summary>
    static abstract TSelf Absent { get; }

    /// <summary>The lock, with the words of the cell.</summary>
    SequenceLock Lock { get; }

    /// <summary>Creates an empty cell of the same kind for a page.</summary>
    TSelf CreateOwned(long page);
}
