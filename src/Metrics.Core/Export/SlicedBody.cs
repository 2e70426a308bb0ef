using System.Buffers;
using System.IO.Pipelines;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Export;

/// <summary>A body that is written into a pipe in slices of about 64 kB. The caller flushes each of them.</summary>
internal sealed class SlicedBody : IDisposable
{
    /// <summary>The number of buffered bytes from which on the output is flushed. It, the longest series and the buffer of the compression
    /// bound the memory of a body.</summary>
    private const int SliceSize = 64 * 1024;

    private readonly IMetricReader _reader;
    private readonly PipeWriter _output;
    private readonly GzipBufferWriter? _gzip;
    private readonly ExpositionWriter _writer;
    private bool _hasEnded;

    public SlicedBody(IMetricReader reader, ExpositionFormat format, BodyCompression compression, PipeWriter output)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(format);
        _reader = reader;
        _output = output;
        _gzip = compression switch
        {
            BodyCompression.None => null,
            BodyCompression.Gzip => new GzipBufferWriter(output),
            _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "There is no such compression."),
        };
        _writer = format.CreateWriter(_gzip ?? (IBufferWriter<byte>)output);
        _writer.DefersOutput = true;
    }

    /// <summary>Writes until a slice is full or the body is complete.</summary>
    /// <returns>Whether there is more to write after this slice.</returns>
    public bool WriteSlice()
    {
        while (TryWriteNext())
        {
            if (_output.UnflushedBytes >= SliceSize)
            {
                return true;
            }
        }

        _writer.Complete();
        _gzip?.Complete();
        return false;
    }

    public void Dispose() => _gzip?.Dispose();

    // Writes what a family has left, or the next part of the reader. At its end the last family may have left something.
    private bool TryWriteNext()
    {
        if (_writer.WritePending())
        {
            return true;
        }

        if (_hasEnded)
        {
            return false;
        }

        _hasEnded = !_reader.Read(_writer);
        return true;
    }
}
