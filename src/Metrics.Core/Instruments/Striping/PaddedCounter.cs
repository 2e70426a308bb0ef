using System.Runtime.InteropServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A part of a total, alone on its cache lines, so that no other thread's writes slow it down.</summary>
[StructLayout(LayoutKind.Explicit)]
internal sealed class PaddedCounter
{
    [FieldOffset(56)]
    public long Integer;

    [FieldOffset(64)]
    public double Fraction;

    // The runtime ends an object of a class at its last field, whatever Size the layout names. Without this one, the array of cells, which
    // every writer reads, could lie behind the last cell on the cache line that its writers change.
    [FieldOffset(120)]
    public long Padding;
}
