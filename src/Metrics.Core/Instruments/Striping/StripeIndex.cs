using System.Numerics;

namespace PrometheusMetrics.Instruments;

/// <summary>Which of several cells a thread writes to, so that threads keep out of each other's way. A hint only: no result depends on it.</summary>
internal static class StripeIndex
{
    /// <summary>How many cells are worth having: a power of two, and twice as many as there are processors, so that threads soon find one of their own, also while
    /// a reader keeps one to itself.</summary>
    public static readonly int MaxStripes = 2 * (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    /// <summary>So many meetings of threads between two scrapes make an instrument worth the memory of more cells. With less, a hundred thousand quiet instruments
    /// would each pay for the one moment in which two threads happened to meet.</summary>
    public const int ContentionThreshold = 16;

    [ThreadStatic]
    private static int _current;
    private static int _last;

    /// <summary>The number of this thread's lane; 0 until it first met another thread.</summary>
    public static int Current => _current;

    /// <summary>Gives the thread the next lane: called where it met another thread.</summary>
    public static void Rehash() => _current = Interlocked.Increment(ref _last);
}
