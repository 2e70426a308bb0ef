using System.IO.Pipelines;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Export;

/// <summary>The one loop that scrape, push and file share: collect into a format, send its bytes, go on.</summary>
/// <threadsafety>Several exports may run at once, each with a reader and an output of its own.</threadsafety>
public static class MetricExporter
{
    /// <summary>How much is written before it is sent: memory is bounded by this and one series.</summary>
    private const int SliceSize = 64 * 1024;

    /// <summary>Writes everything that the reader reports, and flushes each time some 64 kB have come together. The last piece is left
    /// unflushed, so that the caller decides how to end.</summary>
    /// <param name="reader">What to write.</param>
    /// <param name="format">In which format.</param>
    /// <param name="output">Where to.</param>
    /// <param name="token">Cancels the export.</param>
    /// <returns>How many bytes were flushed; 0 means that the whole body still waits in <paramref name="output"/>.</returns>
    /// <exception cref="OperationCanceledException">The export was cancelled, or the receiver has gone: what was written is of no use to anybody.</exception>
    public static async Task<long> WriteAsync(IMetricReader reader, ExpositionFormat format, PipeWriter output, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(output);
        var flushed = 0L;
        var writer = format.CreateWriter(output);
        while (reader.Read(writer))
        {
            if (output.UnflushedBytes >= SliceSize)
            {
                flushed += output.UnflushedBytes;
                var result = await output.FlushAsync(token).ConfigureAwait(false);
                if (result.IsCompleted || result.IsCanceled)
                {
                    throw new OperationCanceledException("The receiver has gone.");
                }
            }
        }

        writer.Complete();
        return flushed;
    }

    /// <summary>Collects a source and writes it to a stream, which stays open.</summary>
    /// <param name="source">What to write.</param>
    /// <param name="format">In which format.</param>
    /// <param name="output">Where to. If the method throws, an incomplete body may have been written.</param>
    /// <param name="token">Cancels the export.</param>
    /// <exception cref="CollectionFailedException">A collector failed, and the source is set up to give nothing then. Nothing was written.</exception>
    public static async Task WriteAsync(IMetricSource source, ExpositionFormat format, Stream output, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var reader = source.Read(new() { CancellationToken = token });
        await WriteAsync(reader, format, output, token).ConfigureAwait(false);
    }

    internal static async Task WriteAsync(IMetricReader reader, ExpositionFormat format, Stream output, CancellationToken token)
    {
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        try
        {
            await WriteAsync(reader, format, pipe, token).ConfigureAwait(false);
            await pipe.FlushAsync(token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Told of the failure, the pipe drops what it holds instead of writing it.
            await pipe.CompleteAsync(exception).ConfigureAwait(false);
            throw;
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
    }
}
