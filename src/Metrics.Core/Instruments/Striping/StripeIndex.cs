using System.Numerics;

namespace PrometheusMetrics.Instruments;

/// <summary>The index of the stripe that a thread writes to, so that threads contend less. A hint only: no result depends on it.</summary>
internal static class StripeIndex
{
    /// <summary>The maximum number of stripes: a power of two, and at least twice the number of processors, so that a thread soon finds an
    /// unused one, even while a reader has closed one.</summary>
    public static readonly int MaxStripes = 2 * (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    /// <summary>The number of contended writes between two scrapes from which an instrument gets more stripes. More than 1, so that a
    /// hundred thousand rarely used instruments do not each pay memory for a single contended write.</summary>
    public const int ContentionThreshold = 16;

    [ThreadStatic]
    private static int _current;
    private static int _last;

    /// <summary>The index of the current thread, to be reduced to the number of stripes; 0 until its first contended write.</summary>
    public static int Current => _current;

    /// <summary>Assigns the next index to the current thread. Called after a contended write.</summary>
    public static void Rehash() => _current = Interlocked.Increment(ref _last);
}
