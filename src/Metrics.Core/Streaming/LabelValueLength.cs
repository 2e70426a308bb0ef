using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PrometheusMetrics.Streaming;

/// <summary>Compares the lengths of label values with a limit, and cuts those that are longer. Lengths are bytes of UTF-8, in which an
/// unpaired surrogate has three, as the character that replaces it.</summary>
internal static class LabelValueLength
{
    private const int MaxBytesPerChar = 3;

    /// <summary>Returns whether a value is longer than the limit. Most values are too short to be measured.</summary>
    public static bool IsExceeded(ReadOnlySpan<char> value, int limit) =>
        value.Length > limit || (value.Length > limit / MaxBytesPerChar && Encoding.UTF8.GetByteCount(value) > limit);

    /// <summary>Returns whether one of several values is longer than the limit. Null is an empty value.</summary>
    public static bool IsExceeded(ReadOnlySpan<string> values, int limit)
    {
        foreach (var value in values)
        {
            if (IsExceeded(value.AsSpan(), limit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns the number of characters of the longest beginning of a value that is within the limit and does not end inside a
    /// code point.</summary>
    public static int Measure(ReadOnlySpan<char> value, int limit)
    {
        if (!IsExceeded(value, limit))
        {
            return value.Length;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(limit);
        Utf8.FromUtf16(value, bytes.AsSpan(0, limit), out var length, out _);
        ArrayPool<byte>.Shared.Return(bytes);
        return length;
    }

    /// <summary>Returns the longest beginning of a value that is within the limit and does not end inside a code point.</summary>
    /// <returns>The same object if the whole value is.</returns>
    public static string Cut(string value, int limit) => value[..Measure(value.AsSpan(), limit)];

    /// <summary>Cuts each of several values. Null becomes an empty one.</summary>
    public static string[] Cut(ReadOnlySpan<string> values, int limit)
    {
        var cut = values.ToArray();
        for (var i = 0; i < cut.Length; i++)
        {
            cut[i] = Cut(cut[i] ?? "", limit);
        }

        return cut;
    }
}
