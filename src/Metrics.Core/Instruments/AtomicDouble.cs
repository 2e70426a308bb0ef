using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

internal static class AtomicDouble
{
    /// <summary>Adds a value atomically.</summary>
    public static void Add(ref double target, double value) => TryAddUncontended(ref target, value);

    /// <summary>Adds a value atomically, with retries under contention.</summary>
    /// <returns>Whether the first attempt succeeded. If not, there was contention; the value is added in either case.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAddUncontended(ref double target, double value)
    {
        // Compared as bits: NaN is not equal to itself, so the retries would never end.
        ref var bits = ref Unsafe.As<double, long>(ref target);
        var current = Volatile.Read(ref bits);
        return Interlocked.CompareExchange(ref bits, Sum(current, value), current) == current || AddWithRetry(ref bits, value);
    }

    /// <summary>Adds a value to the bits of another.</summary>
    public static long Sum(long bits, double value) => BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(bits) + value);

    private static bool AddWithRetry(ref long bits, double value)
    {
        long current;
        do
        {
            current = Volatile.Read(ref bits);
        }
        while (Interlocked.CompareExchange(ref bits, Sum(current, value), current) != current);

        return false;
    }
}
