namespace PrometheusMetrics.Streaming;

/// <summary>The texts of the last numbers of the series of a <see cref="LabelSegment"/>. Only those that are not integers are worth it: it
/// takes ten times as long to find their digits as to copy them.</summary>
/// <threadsafety>Used by the one reader that has entered its segment.</threadsafety>
internal sealed class NumberTexts
{
    // A text and, in the last byte, its length. Only some negative numbers with three digits in the exponent are longer.
    private const int Size = 24;
    private const int MaxLength = Size - 1;

    private readonly long[] _bits;
    private readonly byte[] _texts;

    public NumberTexts(int count)
    {
        _bits = new long[count];
        _texts = new byte[count * Size];
    }

    /// <summary>Returns the text of a number, or an empty span if it is not the last number of the series.</summary>
    public ReadOnlySpan<byte> Find(int index, double number)
    {
        if (_bits[index] != BitConverter.DoubleToInt64Bits(number))
        {
            return default;
        }

        var text = _texts.AsSpan(index * Size, Size);
        return text[..text[MaxLength]];
    }

    public void Set(int index, double number, ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxLength)
        {
            var kept = _texts.AsSpan(index * Size, Size);
            text.CopyTo(kept);
            kept[MaxLength] = (byte)text.Length;
            _bits[index] = BitConverter.DoubleToInt64Bits(number);
        }
    }
}
