using System.IO.Pipelines;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>Counts the bytes of a body and throws them away: every part is written over the previous one.</summary>
internal sealed class SinkPipeWriter : PipeWriter
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _position;
    private long _unflushed;

    public long Written { get; private set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _position < Math.Max(sizeHint, 1))
        {
            _position = 0;
            if (_buffer.Length < sizeHint)
            {
                _buffer = new byte[sizeHint];
            }
        }

        return _buffer.AsMemory(_position);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _position += bytes;
        _unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flush();
        return ValueTask.FromResult(default(FlushResult));
    }

    public void Flush()
    {
        Written += _unflushed;
        _unflushed = 0;
        _position = 0;
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
