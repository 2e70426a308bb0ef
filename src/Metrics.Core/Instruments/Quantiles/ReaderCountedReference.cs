namespace PrometheusMetrics.Instruments;

/// <summary>
/// An object that one writer at a time replaces and any number of readers look at, so that neither waits for the other and none tries
/// twice, and the writer still learns when it may use the replaced object again.
/// </summary>
/// <remarks>
/// A reader announces itself and then takes the object. The writer replaces the object and then looks for readers. Both steps of both
/// sides have a full fence between them, so they can't both miss the other's first step, however weak the memory: a reader who took the
/// old object had announced itself before it was replaced, and the writer sees that; and if the writer sees no reader, whoever announces
/// itself later takes the new object. So no reader ever holds an object that was handed back to the writer. A reader in the way costs the
/// writer a new object, and the garbage collector takes the old one.
/// </remarks>
internal struct ReaderCountedReference<T>
    where T : class
{
    private T _current;
    private int _readers;

    /// <param name="first">What readers see until the first <see cref="Replace"/>.</param>
    public ReaderCountedReference(T first)
    {
        _current = first;
    }

    /// <summary>The object, for the writer.</summary>
    public readonly T Current => _current;

    /// <summary>The object, for a reader, who must <see cref="Leave"/> when he is done with it.</summary>
    public T Enter()
    {
        Interlocked.Increment(ref _readers);

        // The increment alone is not a full fence on every processor where its result is not used.
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _current);
    }

    /// <summary>Ends what <see cref="Enter"/> began. All that the reader read was read before this.</summary>
    public void Leave() => Interlocked.Decrement(ref _readers);

    /// <summary>Puts another object in the place; all that was written to it before is visible to readers.</summary>
    /// <param name="next">An object that no reader has, from now on the current one.</param>
    /// <returns>The replaced object if no reader has it any more; otherwise null.</returns>
    public T? Replace(T next)
    {
        var replaced = Interlocked.Exchange(ref _current, next);
        return Volatile.Read(ref _readers) == 0 ? replaced : null;
    }
}
