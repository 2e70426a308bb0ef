namespace Metrics.Instruments;

internal static class AtomicDouble
{
    /// <summary>Adds without losing what others add at the same time.</summary>
    public static void Add(ref double target, double value)
    {
        var current = Volatile.Read(ref target);
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref target, current + value, current);

            // Compared as bits: NaN is unequal to itself, and would be tried for ever.
            if (BitConverter.DoubleToInt64Bits(seen) == BitConverter.DoubleToInt64Bits(current))
            {
                return;
            }

            current = seen;
        }
    }
}
