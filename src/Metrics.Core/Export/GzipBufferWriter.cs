using System.Buffers;
using System.IO.Compression;

namespace PrometheusMetrics.Export;

/// <summary>Compresses what is written to it into another buffer, 64 kB at a time.</summary>
internal sealed class GzipBufferWriter : IBufferWriter<byte>, IDisposable
{
    // A size that the pool has, and that is not on the large-object heap.
    private const int Capacity = 64 * 1024;
    private const int MinSpan = 256;

    private readonly BufferWriterStream _compressed;
    private readonly GZipStream _gzip;
    private byte[] _pending = ArrayPool<byte>.Shared.Rent(Capacity);
    private int _length;

    /// <param name="output">The buffer that receives the compressed bytes.</param>
    public GzipBufferWriter(IBufferWriter<byte> output)
    {
        _compressed = new BufferWriterStream(output);
        _gzip = new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true);
    }

    // Without an input, the stream of the framework has no output at all, which is not a valid body.
    private static ReadOnlySpan<byte> Empty => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _pending.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, MinSpan));
        return _pending.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Writes the end of the compressed body.</summary>
    public void Complete()
    {
        Compress();
        _gzip.Dispose();
        if (_compressed.IsEmpty)
        {
            _compressed.Write(Empty);
        }
    }

    /// <summary>Releases the buffers. Without <see cref="Complete"/> the body stays without its end.</summary>
    public void Dispose()
    {
        // The stream of the framework writes an end when it is disposed.
        _compressed.IsClosed = true;
        _gzip.Dispose();
        ArrayPool<byte>.Shared.Return(_pending);
        _pending = [];
    }

    private void Reserve(int size)
    {
        if (_pending.Length - _length >= size)
        {
            return;
        }

        Compress();
        if (_pending.Length < size)
        {
            // First, because it fails without enough memory, and then the other one must not be returned twice.
            var larger = ArrayPool<byte>.Shared.Rent(size);
            ArrayPool<byte>.Shared.Return(_pending);
            _pending = larger;
        }
    }

    private void Compress()
    {
        _gzip.Write(_pending.AsSpan(0, _length));
        _length = 0;
    }

    /// <summary>A stream that writes into a buffer until it is closed, and then nothing.</summary>
    private sealed class BufferWriterStream(IBufferWriter<byte> output) : Stream
    {
        public bool IsClosed { get; set; }

        public bool IsEmpty { get; private set; } = true;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!IsClosed && !buffer.IsEmpty)
            {
                IsEmpty = false;
                output.Write(buffer);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
