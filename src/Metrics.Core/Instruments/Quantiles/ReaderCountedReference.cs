namespace PrometheusMetrics.Instruments;

/// <summary>
/// A reference that one writer at a time replaces and any number of readers use. Neither side waits for the other or retries, and the
/// writer still finds out whether it may reuse the replaced object.
/// </summary>
/// <remarks>
/// A reader increments the reader count and then reads the reference. The writer replaces the reference and then reads the count. On both
/// sides a full memory fence separates the two steps, so under any memory model at least one side observes the first step of the other: a
/// reader that got the old object had incremented the count before the replacement, and the writer observes that; and if the writer
/// observes no reader, a reader that increments the count later gets the new object. So no reader holds an object that was returned to the
/// writer. If there was a reader, the writer needs a new object, and the old one is left to the garbage collector.
/// </remarks>
internal struct ReaderCountedReference<T>
    where T : class
{
    private T _current;
    private int _readers;

    /// <param name="first">The object that readers get until the first <see cref="Replace"/>.</param>
    public ReaderCountedReference(T first)
    {
        _current = first;
    }

    /// <summary>The current object, for writers. Unlike a reader's, it may be replaced and reused at any time.</summary>
    public readonly T Current => Volatile.Read(in _current);

    /// <summary>Returns the current object to a reader, which has to call <see cref="Leave"/> after its last use.</summary>
    public T Enter()
    {
        Interlocked.Increment(ref _readers);

        // The increment alone is not a full fence on every processor where its result is not used.
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _current);
    }

    /// <summary>Ends the use of the object from <see cref="Enter"/>. All reads of the reader happen before it.</summary>
    public void Leave() => Interlocked.Decrement(ref _readers);

    /// <summary>Replaces the object. All earlier writes to the new one are visible to readers.</summary>
    /// <param name="next">The new object, which no reader uses.</param>
    /// <returns>The replaced object if no reader uses it any more; otherwise null.</returns>
    public T? Replace(T next)
    {
        var replaced = Interlocked.Exchange(ref _current, next);
        return Volatile.Read(ref _readers) == 0 ? replaced : null;
    }
}
