namespace PrometheusMetrics.Instruments;

/// <summary>A place for observations that one writer at a time changes, who never waits: it gets in or goes elsewhere. A reader copies and looks whether it
/// was disturbed.</summary>
/// <typeparam name="TSelf">The cell: a struct, so that its methods become part of those that call them.</typeparam>
/// <typeparam name="TObservation">What is written.</typeparam>
/// <typeparam name="TSnapshot">What a reader adds up from several cells.</typeparam>
internal interface IAccumulatorCell<TSelf, TObservation, TSnapshot>
    where TSelf : struct, IAccumulatorCell<TSelf, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    /// <summary>A number that grows with every observation.</summary>
    long Writes { get; }

    /// <param name="observation">What to count.</param>
    /// <param name="layoutChanged">Whether the owner has to be told of it.</param>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    bool TryAdd(TObservation observation, out bool layoutChanged);

    /// <returns>Whether the copy is whole; if not, it must not be accepted.</returns>
    bool TryCopy(ref TSnapshot snapshot);

    /// <summary>Keeps writers out: after those that are inside or on the threshold the cell is at rest.</summary>
    void Close();

    /// <summary>Lets writers in again.</summary>
    void Open();

    /// <summary>An empty cell of the same kind, with room around it, so that its writers don't slow down those of the cells beside it.</summary>
    TSelf CreatePadded();
}
