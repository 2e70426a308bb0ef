using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Keys of buckets: the index and the sign of a regular bucket as one number, or one of three reserved numbers. Keys of regular
/// buckets are ordered by sign, then by index.</summary>
internal static class BucketKey
{
    /// <summary>No bucket: the key of an unused slot of a table.</summary>
    public const int Unused = 0;

    /// <summary>The zero bucket.</summary>
    public const int Zero = 1;

    /// <summary>NaN, which is in no bucket.</summary>
    public const int None = 2;

    // Greater than the absolute value of any index, so that the sign of a key is that of its values.
    private const int Offset = 1 << 20;

    /// <summary>Creates the key of a regular bucket.</summary>
    /// <param name="index">The index.</param>
    /// <param name="sign">0 for positive values, -1 for negative ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Create(int index, int sign) => index + Offset + (sign & (-2 * Offset));

    public static bool IsRegular(int key) => key is < Unused or > None;

    public static bool IsNegative(int key) => key < 0;

    public static int IndexOf(int key) => key < 0 ? key + Offset : key - Offset;
}
