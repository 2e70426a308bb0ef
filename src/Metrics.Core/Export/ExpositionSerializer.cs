using System.IO.Pipelines;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Export;

/// <summary>Writes the metrics of a source in an exposition format. Scrapes, pushes and text files use it.</summary>
/// <threadsafety>Several bodies may be written at once, each with its own reader and output.</threadsafety>
public static class ExpositionSerializer
{
    private static readonly StreamPipeWriterOptions PipeOptions = new(leaveOpen: true);

    /// <summary>Collects a source and writes it to a stream, which stays open.</summary>
    /// <param name="source">The source.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">The stream. If the method throws, an incomplete body may have been written.</param>
    /// <param name="cancellationToken">The token that cancels the collection and the writing.</param>
    /// <returns>A task that completes when the whole body is written.</returns>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task WriteAsync(
        IMetricSource source, ExpositionFormat format, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(format);
        var request = new CollectionRequest { Escaping = format.Escaping, CancellationToken = cancellationToken };
        using var reader = await source.ReadAsync(request).ConfigureAwait(false);
        await WriteAsync(reader, format, output, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes to a stream, which stays open, everything that a reader reports. About 64 kB are buffered at a time, and
    /// discarded if the method throws, so that an incomplete body does not look complete.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">The stream. If the method throws, an incomplete body may have been written.</param>
    /// <param name="lengthKnown">A callback that receives the length of the body in bytes, after its compression, before its first byte is
    /// written, for a <c>Content-Length</c> header, or null. It is called only if the whole body fits into the first 64 kB.</param>
    /// <param name="compression">The compression of the body; none by default.</param>
    /// <param name="cancellationToken">The token that cancels the writing.</param>
    /// <returns>A task that completes when the whole body is written.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task WriteAsync(
        IMetricReader reader,
        ExpositionFormat format,
        Stream output,
        Action<long>? lengthKnown = null,
        BodyCompression compression = BodyCompression.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var pipe = PipeWriter.Create(output, PipeOptions);
        try
        {
            using var body = new SlicedBody(reader, format, compression, pipe);
            if (!await TryWriteBodyAsync(body, pipe, lengthKnown, cancellationToken).ConfigureAwait(false))
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // Completed with an exception, the pipe discards its buffer instead of writing it.
            await pipe.CompleteAsync(exception).ConfigureAwait(false);
            throw;
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Writes to a pipe everything that a reader reports, and flushes whenever about 64 kB are buffered. The last part is not
    /// flushed, so that the caller can complete or abort the body.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">The pipe.</param>
    /// <param name="cancellationToken">The token that cancels the writing.</param>
    /// <returns>The number of bytes that were flushed; 0 means that the whole body is still buffered in
    /// <paramref name="output"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the receiver has stopped reading.</exception>
    public static async Task<long> WriteAsync(
        IMetricReader reader, ExpositionFormat format, PipeWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var cancellation = CancelFlushesOf(output, cancellationToken);
        using var body = new SlicedBody(reader, format, BodyCompression.None, output);
        return await TryWriteSlicesAsync(body, output, cancellationToken).ConfigureAwait(false)
            ?? throw new OperationCanceledException("The writing was cancelled, or the receiver has stopped reading.", cancellationToken);
    }

    /// <summary>Writes to a pipe everything that a reader reports, and flushes it, unless the receiver stops reading. That is no
    /// exception: clients of a server may disconnect at any time. About 64 kB are buffered at a time outside of the pipe, which never
    /// holds a part of a body that is given up.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">The pipe, for example the <c>BodyWriter</c> of an HTTP response. It is not completed.</param>
    /// <param name="lengthKnown">A callback that receives the length of the body in bytes, after its compression, before its first byte is
    /// written, for a <c>Content-Length</c> header, or null. It is called only if the whole body fits into the first 64 kB.</param>
    /// <param name="compression">The compression of the body; none by default.</param>
    /// <param name="cancellationToken">The token that ends the writing, also a flush in progress.</param>
    /// <returns>true if the whole body is written; false if the token was cancelled or the receiver has stopped reading. Then the body is
    /// incomplete: abort it.</returns>
    public static async Task<bool> TryWriteAsync(
        IMetricReader reader,
        ExpositionFormat format,
        PipeWriter output,
        Action<long>? lengthKnown = null,
        BodyCompression compression = BodyCompression.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var pipe = new DiscardingPipeWriter(output);
        using var body = new SlicedBody(reader, format, compression, pipe);
        return await TryWriteBodyAsync(body, pipe, lengthKnown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the length that a body would have, as <c>lengthKnown</c> of the other methods receives it: for the answer to a HEAD
    /// request. At most about the first 64 kB are written, into a buffer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="format">The format.</param>
    /// <param name="compression">The compression of the body; none by default.</param>
    /// <returns>The length in bytes, or null if the body does not fit into the first 64 kB.</returns>
    public static long? MeasureLength(
        IMetricReader reader, ExpositionFormat format, BodyCompression compression = BodyCompression.None)
    {
        using var pipe = new DiscardingPipeWriter(PipeWriter.Create(Stream.Null));
        using var body = new SlicedBody(reader, format, compression, pipe);
        return body.WriteSlice() ? null : pipe.UnflushedBytes;
    }

    private static async ValueTask<bool> TryWriteBodyAsync(
        SlicedBody body, PipeWriter output, Action<long>? lengthKnown, CancellationToken cancellationToken)
    {
        using var cancellation = CancelFlushesOf(output, cancellationToken);
        var flushed = await TryWriteSlicesAsync(body, output, cancellationToken).ConfigureAwait(false);
        if (flushed is null || cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        if (flushed == 0)
        {
            lengthKnown?.Invoke(output.UnflushedBytes);
        }

        // A receiver that has the whole body may stop reading.
        return !(await output.FlushAsync(CancellationToken.None).ConfigureAwait(false)).IsCanceled;
    }

    /// <returns>The number of bytes that were flushed, or null if the token was cancelled or the receiver has stopped reading.</returns>
    private static async ValueTask<long?> TryWriteSlicesAsync(SlicedBody body, PipeWriter output, CancellationToken cancellationToken)
    {
        var flushed = 0L;
        while (body.WriteSlice())
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            flushed += output.UnflushedBytes;
            if (await output.FlushAsync(CancellationToken.None).ConfigureAwait(false) is { IsCompleted: true } or { IsCanceled: true })
            {
                return null;
            }
        }

        return flushed;
    }

    // A flush with a cancellable token throws.
    private static CancellationTokenRegistration CancelFlushesOf(PipeWriter output, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static output => ((PipeWriter)output!).CancelPendingFlush(), output);
}
