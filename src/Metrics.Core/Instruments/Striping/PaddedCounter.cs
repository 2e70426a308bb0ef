using System.Runtime.InteropServices;

namespace PrometheusMetrics.Instruments;

/// <summary>One stripe of a total, padded to prevent false sharing.</summary>
[StructLayout(LayoutKind.Explicit)]
internal sealed class PaddedCounter
{
    /// <summary>In the first stripe of a total: to what it was raised. Null until it is.</summary>
    [FieldOffset(0)]
    public RaisedTotal? Raised;

    [FieldOffset(56)]
    public long Integer;

    [FieldOffset(64)]
    public double Fraction;

    // The runtime ends an object at its last field, whatever Size the layout declares. Without this field, the array of cells, which every
    // writer reads, could follow the last cell on the cache line that the writers of that cell change.
    [FieldOffset(120)]
    public long Padding;
}
