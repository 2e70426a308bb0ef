namespace PrometheusMetrics.Instruments;

/// <summary>Counts the contended writes to an instrument since the last scrape, in a byte of the instrument: it fits into the gap that each
/// series has after its flags.</summary>
internal static class Contention
{
    // More than 1, so that a hundred thousand rarely used instruments do not each pay memory for a single contended write.
    private const byte Threshold = 16;

    /// <summary>Counts a contended write.</summary>
    /// <returns>Whether there were so many that the instrument needs cells.</returns>
    public static bool Record(ref byte writes)
    {
        // Not atomic: a lost increment only delays the cells.
        if (writes < Threshold)
        {
            writes++;
        }

        return writes >= Threshold;
    }

    /// <summary>Resets the count: only contention between two scrapes counts.</summary>
    public static void Reset(ref byte writes)
    {
        // A write of the same value would still take the cache line from the writers, and a scrape resets every counter.
        if (writes != 0)
        {
            writes = 0;
        }
    }
}
