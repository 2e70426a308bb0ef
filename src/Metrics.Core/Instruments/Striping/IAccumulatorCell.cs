namespace PrometheusMetrics.Instruments;

/// <summary>One cell of an accumulator. It has one writer at a time; a writer never waits for it, but uses another cell. A reader copies
/// the cell and then checks whether the copy is consistent.</summary>
/// <typeparam name="TSelf">The type of the cell.</typeparam>
/// <typeparam name="TObservation">The type of the observations.</typeparam>
/// <typeparam name="TSnapshot">The type that adds up the copies of several cells.</typeparam>
internal interface IAccumulatorCell<TSelf, TObservation, TSnapshot> : IOwnedCell<TSelf>
    where TSelf : struct, IAccumulatorCell<TSelf, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    /// <summary>Adds an observation to a cell that any thread may use.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="layoutChanged">Whether the owner has to check the layout of its buckets.</param>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    bool TryAdd(TObservation observation, out bool layoutChanged);

    /// <summary>Adds an observation to the cell of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="layoutChanged">Whether the owner has to check the layout of its buckets.</param>
    /// <returns>False if the cell was closed.</returns>
    bool TryAdd(long page, TObservation observation, out bool layoutChanged);

    /// <summary>Moves everything that another cell has counted, and to which no thread adds any more, to a cell that any thread may use,
    /// but that is closed at the moment.</summary>
    /// <param name="other">The other cell.</param>
    /// <param name="remainder">Receives the rounding error of the sum.</param>
    /// <returns>False if a writer is inside.</returns>
    bool TryAbsorb(TSelf other, ref CompensatedSum remainder);

    /// <summary>Copies the cell into a snapshot.</summary>
    /// <returns>Whether the copy is consistent; if not, it must not be committed.</returns>
    bool TryCopy(ref TSnapshot snapshot);
}
