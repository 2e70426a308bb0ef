namespace PrometheusMetrics.Streaming;

/// <summary>The texts of the last numbers of the series of a <see cref="LabelSegment"/>. Only those that are not integers are worth it: it
/// takes ten times as long to find their digits as to copy them.</summary>
/// <threadsafety>Used by the one reader that has entered its segment.</threadsafety>
internal sealed class NumberTexts
{
    // -2.2250738585072014e-308
    private const int MaxLength = 24;

    private readonly long[] _bits;
    private readonly byte[] _lengths;
    private readonly byte[] _texts;

    public NumberTexts(int count)
    {
        _bits = new long[count];
        _lengths = new byte[count];
        _texts = new byte[count * MaxLength];
    }

    /// <summary>Returns the text of a number, or an empty span if it is not the last number of the series.</summary>
    public ReadOnlySpan<byte> Find(int index, double number) =>
        _bits[index] == BitConverter.DoubleToInt64Bits(number) ? _texts.AsSpan(index * MaxLength, _lengths[index]) : default;

    public void Set(int index, double number, ReadOnlySpan<byte> text)
    {
        text.CopyTo(_texts.AsSpan(index * MaxLength, MaxLength));
        _lengths[index] = (byte)text.Length;
        _bits[index] = BitConverter.DoubleToInt64Bits(number);
    }
}
