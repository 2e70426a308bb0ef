using System.Runtime.InteropServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A part of a total, alone on its cache lines, so that no other thread's writes slow it down.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal sealed class CounterCell
{
    [FieldOffset(56)]
    public long Whole;

    [FieldOffset(64)]
    public double Rest;
}
