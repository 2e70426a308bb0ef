using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>Collects bytes in rented arrays that are too small for the large object heap.</summary>
internal sealed class SegmentedBuffer
{
    private const int SegmentSize = 64 * 1024;

    private readonly Queue<byte[]> _segments = new();
    private byte[] _last = [];
    private int _lastLength;

    /// <summary>The number of bytes.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_lastLength == _last.Length)
            {
                _last = ArrayPool<byte>.Shared.Rent(SegmentSize);
                _lastLength = 0;
                _segments.Enqueue(_last);
            }

            var length = Math.Min(bytes.Length, _last.Length - _lastLength);
            bytes[..length].CopyTo(_last.AsSpan(_lastLength));
            _lastLength += length;
            bytes = bytes[length..];
        }
    }

    /// <summary>Writes three parts, which usually fit into the last array.</summary>
    public void Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var rest = _last.AsSpan(_lastLength);
        var length = first.Length + second.Length + third.Length;
        if (rest.Length < length)
        {
            Write(first);
            Write(second);
            Write(third);
            return;
        }

        first.CopyTo(rest);
        second.CopyTo(rest[first.Length..]);
        third.CopyTo(rest[(first.Length + second.Length)..]);
        _lastLength += length;
        Length += length;
    }

    /// <summary>Moves the bytes of the first array to the output, and returns it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveNextTo(IBufferWriter<byte> output)
    {
        if (!_segments.TryDequeue(out var segment))
        {
            return false;
        }

        var bytes = segment.AsSpan(0, segment == _last ? _lastLength : segment.Length);
        output.Write(bytes);
        Length -= bytes.Length;
        if (segment == _last)
        {
            _last = [];
            _lastLength = 0;
        }

        ArrayPool<byte>.Shared.Return(segment);
        return true;
    }
}
