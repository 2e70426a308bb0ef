using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Spreads numbers that are close to each other: the upper bits of the hash depend on all bits of the number.</summary>
internal static class MultiplicativeHash
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Get(long value) => (ulong)value * GoldenRatio;
}
