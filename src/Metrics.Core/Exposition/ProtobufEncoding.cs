using System.Buffers.Binary;
using System.Text;

namespace PrometheusMetrics.Exposition;

/// <summary>Encodes the parts of protocol buffers messages into spans. Source: Protocol Buffers, "Encoding".</summary>
/// <remarks>Each method returns the number of written bytes.</remarks>
internal static class ProtobufEncoding
{
    /// <summary>The maximum length of a variable-length integer in bytes.</summary>
    public const int MaxVarint = 10;

    /// <summary>The maximum length of the tag and the length of a message or string. Field numbers are below 2048, and lengths below
    /// 2^31.</summary>
    public const int MaxPrefix = 7;

    // Not that of double.NaN, whose sign bit is set, nor the one that Prometheus uses as a mark for the end of a series.
    private const ulong NaN = 0x7FF8_0000_0000_0000;

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        LengthDelimited = 2,
    }

    /// <summary>Returns an upper bound of the length of a field that holds a text.</summary>
    public static int GetMaxLength(int characters) => MaxPrefix + Encoding.UTF8.GetMaxByteCount(characters);

    public static int WriteVarint(ulong value, Span<byte> destination)
    {
        var length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Maps integers of a small magnitude to small unsigned integers.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Writes a field of type <c>int32</c>, <c>int64</c>, <c>uint32</c>, <c>uint64</c> or an enum, or an <c>sint32</c> or
    /// <c>sint64</c> whose value was passed through <see cref="ZigZag"/>.</summary>
    public static int WriteVarintField(int field, ulong value, Span<byte> destination)
    {
        var length = WriteTag(field, WireType.Varint, destination);
        return length + WriteVarint(value, destination[length..]);
    }

    /// <summary>Writes a field of type <c>double</c>.</summary>
    public static int WriteDoubleField(int field, double value, Span<byte> destination)
    {
        var length = WriteTag(field, WireType.Fixed64, destination);
        BinaryPrimitives.WriteUInt64LittleEndian(
            destination[length..], double.IsNaN(value) ? NaN : BitConverter.DoubleToUInt64Bits(value));
        return length + sizeof(double);
    }

    /// <summary>Writes a field of type <c>string</c>.</summary>
    public static int WriteStringField(int field, ReadOnlySpan<char> text, Span<byte> destination)
    {
        var length = BeginField(field, destination);
        return EndField(length, Encoding.UTF8.GetBytes(text, destination[length..]), destination);
    }

    /// <summary>Writes the tag of a message or string, and its length, which is known.</summary>
    public static int WriteStart(int field, int contentLength, Span<byte> destination)
    {
        var length = WriteTag(field, WireType.LengthDelimited, destination);
        return length + WriteVarint((ulong)contentLength, destination[length..]);
    }

    /// <summary>Writes the tag of a message or string, and leaves one byte for its length.</summary>
    public static int BeginField(int field, Span<byte> destination) => WriteTag(field, WireType.LengthDelimited, destination) + 1;

    /// <summary>Writes the length of a message or string before its content.</summary>
    /// <param name="begin">What <see cref="BeginField"/> returned: the index of the content.</param>
    /// <param name="contentLength">The length of the content, which moves if its length needs more than one byte.</param>
    /// <param name="destination">The span that holds the field.</param>
    /// <returns>The length of the whole field.</returns>
    public static int EndField(int begin, int contentLength, Span<byte> destination)
    {
        if (contentLength < 0x80)
        {
            destination[begin - 1] = (byte)contentLength;
            return begin + contentLength;
        }

        Span<byte> length = stackalloc byte[MaxVarint];
        length = length[..WriteVarint((ulong)contentLength, length)];
        destination.Slice(begin, contentLength).CopyTo(destination[(begin - 1 + length.Length)..]);
        length.CopyTo(destination[(begin - 1)..]);
        return begin - 1 + length.Length + contentLength;
    }

    private static int WriteTag(int field, WireType type, Span<byte> destination) =>
        WriteVarint(((ulong)field << 3) | (ulong)type, destination);
}
