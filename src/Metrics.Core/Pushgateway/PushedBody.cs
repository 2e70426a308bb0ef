using System.Buffers;
using System.IO.Pipelines;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The body of a push, whose first 64 kB are written before the request begins, so that a short body has a length, and a failure
/// to write it sends nothing.</summary>
internal sealed class PushedBody : IDisposable
{
    // Never paused: it is emptied before more is written.
    private static readonly PipeOptions Options = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Pipe _pipe = new(Options);
    private readonly CheckedReader _reader;
    private readonly SlicedBody _body;

    private PushedBody(CheckedReader reader, ExpositionFormat format, BodyCompression compression)
    {
        _reader = reader;
        _body = new SlicedBody(reader, format, compression, _pipe.Writer);
    }

    /// <summary>Whether there is more to write than what is buffered.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The number of series that were written until now.</summary>
    public long Series => _reader.SeriesRead;

    /// <summary>Writes the beginning of a body.</summary>
    /// <param name="reader">The reader, which the body disposes.</param>
    /// <param name="format">The format.</param>
    /// <param name="compression">The compression.</param>
    public static async Task<PushedBody> BeginAsync(CheckedReader reader, ExpositionFormat format, BodyCompression compression)
    {
        var body = new PushedBody(reader, format, compression);
        try
        {
            await body.WriteSliceAsync().ConfigureAwait(false);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Returns the whole body if it is buffered.</summary>
    public byte[] ToArray() => _pipe.Reader.TryRead(out var buffered) ? buffered.Buffer.ToArray() : [];

    /// <summary>Writes the body to a stream, one slice after the other.</summary>
    /// <returns>The number of bytes.</returns>
    public async Task<long> WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        var written = 0L;
        while (true)
        {
            written += await WriteBufferedAsync(stream, cancellationToken).ConfigureAwait(false);
            if (!HasMore)
            {
                return written;
            }

            await WriteSliceAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _body.Dispose();
        _reader.Dispose();
        _pipe.Writer.Complete();
        _pipe.Reader.Complete();
    }

    private async ValueTask WriteSliceAsync()
    {
        HasMore = _body.WriteSlice();
        await _pipe.Writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<long> WriteBufferedAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (!_pipe.Reader.TryRead(out var buffered))
        {
            return 0;
        }

        foreach (var segment in buffered.Buffer)
        {
            await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
        }

        var length = buffered.Buffer.Length;
        _pipe.Reader.AdvanceTo(buffered.Buffer.End);
        return length;
    }
}
