using System.Buffers;
using System.IO.Pipelines;

namespace PrometheusMetrics.Export;

/// <summary>Passes to another pipe only what is flushed. A server would send at the end of a request what its own pipe holds, so an
/// incomplete part must not be in it.</summary>
internal sealed class DiscardingPipeWriter : PipeWriter, IDisposable
{
    // Never paused: each flush empties it.
    private static readonly PipeOptions Options = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly PipeWriter _output;
    private readonly Pipe _buffer = new(Options);

    public DiscardingPipeWriter(PipeWriter output) => _output = output;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _buffer.Writer.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer.Writer.GetSpan(sizeHint);

    public override void Advance(int bytes) => _buffer.Writer.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await _buffer.Writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        if (_buffer.Reader.TryRead(out var flushed))
        {
            foreach (var segment in flushed.Buffer)
            {
                _output.Write(segment.Span);
            }

            _buffer.Reader.AdvanceTo(flushed.Buffer.End);
        }

        return await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void CancelPendingFlush() => _output.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        _buffer.Writer.Complete();
        _buffer.Reader.Complete();
    }

    public void Dispose() => Complete();
}
