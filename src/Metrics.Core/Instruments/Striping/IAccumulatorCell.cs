namespace PrometheusMetrics.Instruments;

/// <summary>One stripe of an accumulator. It has one writer at a time; a writer never waits for it, but uses another cell. A reader copies
/// the cell and then checks whether the copy is consistent.</summary>
/// <typeparam name="TSelf">The type of the cell: a struct, so that its methods are inlined into their callers.</typeparam>
/// <typeparam name="TObservation">The type of the observations.</typeparam>
/// <typeparam name="TSnapshot">The type that adds up the copies of several cells.</typeparam>
internal interface IAccumulatorCell<TSelf, TObservation, TSnapshot>
    where TSelf : struct, IAccumulatorCell<TSelf, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    /// <summary>A number that increases with every observation.</summary>
    long Writes { get; }

    /// <summary>Adds an observation, unless the cell is in use.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="layoutChanged">Whether the owner has to check the layout of its buckets.</param>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    bool TryAdd(TObservation observation, out bool layoutChanged);

    /// <summary>Copies the cell into a snapshot.</summary>
    /// <returns>Whether the copy is consistent; if not, it must not be committed.</returns>
    bool TryCopy(ref TSnapshot snapshot);

    /// <summary>Closes the cell to writers. Those that are inside, or that read the flag before it was set, still finish; then the cell
    /// no longer changes.</summary>
    void Close();

    /// <summary>Opens the cell to writers again.</summary>
    void Open();

    /// <summary>Creates an empty cell of the same kind, padded to prevent false sharing with adjacent cells.</summary>
    TSelf CreatePadded();
}
