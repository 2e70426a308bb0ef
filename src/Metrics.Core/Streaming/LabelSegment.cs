using System.Buffers;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Streaming;

/// <summary>The encoded labels of up to <see cref="MaxCount"/> successive series, with a cache of the texts of their numbers.</summary>
/// <threadsafety>The labels are immutable. The cache belongs to the reader that has entered; others do without it instead of
/// waiting.</threadsafety>
internal sealed class LabelSegment
{
    public const int MaxCount = 64;

    private readonly byte[] _text;

    // Where the labels of each series begin, and the last ones end. One of the two is null: labels are rarely so long that 16 bits do not
    // suffice.
    private readonly ushort[]? _bounds;
    private readonly int[]? _distantBounds;
    private NumberTexts? _numbers;
    private int _entered;

    private LabelSegment(ReadOnlySpan<byte> text, ReadOnlySpan<int> bounds)
    {
        _text = text.ToArray();
        Count = bounds.Length - 1;
        if (text.Length > ushort.MaxValue)
        {
            _distantBounds = bounds.ToArray();
            return;
        }

        _bounds = new ushort[bounds.Length];
        for (var i = 0; i < bounds.Length; i++)
        {
            _bounds[i] = (ushort)bounds[i];
        }
    }

    public int Count { get; }

    /// <summary>The labels of one series.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bounds is { } bounds ? _text.AsSpan(bounds[index], bounds[index + 1] - bounds[index]) : GetDistant(index);
    }

    /// <summary>The texts of numbers. Only for the reader that has entered.</summary>
    public NumberTexts Numbers => _numbers ??= new NumberTexts(Count);

    /// <summary>Enters, unless another reader is inside.</summary>
    public bool TryEnter() => Interlocked.Exchange(ref _entered, 1) == 0;

    public void Exit() => Volatile.Write(ref _entered, 0);

    public static LabelSegment Create(ReadOnlySpan<Series> series, LabelEncoding encoding)
    {
        Span<int> bounds = stackalloc int[MaxCount + 1];
        bounds[0] = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(series.Length * 64);
        var length = 0;
        for (var i = 0; i < series.Length; i++)
        {
            var labels = series[i].Labels;
            Reserve(ref buffer, length, encoding.GetMaxLength(labels));
            length += encoding.Write(labels, buffer.AsSpan(length));
            bounds[i + 1] = length;
        }

        var segment = new LabelSegment(buffer.AsSpan(0, length), bounds[..(series.Length + 1)]);
        ArrayPool<byte>.Shared.Return(buffer);
        return segment;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> GetDistant(int index) => _text.AsSpan(_distantBounds![index].._distantBounds[index + 1]);

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
