using System.Buffers;

namespace PrometheusMetrics.Streaming;

/// <summary>The encoded labels of up to <see cref="MaxCount"/> successive series, with a cache of the texts of their numbers.</summary>
/// <threadsafety>The labels are immutable. The cache belongs to the reader that has entered; others do without it instead of
/// waiting.</threadsafety>
internal sealed class LabelSegment
{
    public const int MaxCount = 64;

    private readonly byte[] _text;
    private readonly int[] _ends;
    private NumberTexts? _numbers;
    private int _entered;

    private LabelSegment(byte[] text, int[] ends)
    {
        _text = text;
        _ends = ends;
    }

    public int Count => _ends.Length;

    /// <summary>The labels of one series.</summary>
    public ReadOnlySpan<byte> this[int index] => _text.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    /// <summary>The texts of numbers. Only for the reader that has entered.</summary>
    public NumberTexts Numbers => _numbers ??= new NumberTexts(Count);

    /// <summary>Enters, unless another reader is inside.</summary>
    public bool TryEnter() => Interlocked.Exchange(ref _entered, 1) == 0;

    public void Exit() => Volatile.Write(ref _entered, 0);

    public static LabelSegment Create(ReadOnlySpan<Series> series, LabelEncoding encoding)
    {
        var ends = new int[series.Length];
        var buffer = ArrayPool<byte>.Shared.Rent(series.Length * 64);
        var length = 0;
        for (var i = 0; i < series.Length; i++)
        {
            var labels = series[i].Labels;
            Reserve(ref buffer, length, encoding.GetMaxLength(labels));
            length += encoding.Write(labels, buffer.AsSpan(length));
            ends[i] = length;
        }

        var text = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return new LabelSegment(text, ends);
    }

    private static void Reserve(ref byte[] buffer, int length, int more)
    {
        if (buffer.Length - length < more)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * buffer.Length, length + more));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }
}
