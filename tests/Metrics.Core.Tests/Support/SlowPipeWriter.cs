using System.Buffers;
using System.IO.Pipelines;

namespace PrometheusMetrics.Tests.Support;

/// <summary>An output that records the size of each flush, and delays it if a test requires that.</summary>
internal sealed class SlowPipeWriter : PipeWriter
{
    private readonly TaskCompletionSource _pass = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private bool _isCanceled;

    public bool HoldsFlushes { get; init; }

    public bool ReceiverHasGone { get; init; }

    /// <summary>The size of each flush.</summary>
    public List<long> Flushed { get; } = [];

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _buffer.WrittenCount;

    public void LetFlushesPass() => _pass.TrySetResult();

    public override void Advance(int bytes) => _buffer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushed.Add(_buffer.WrittenCount);
        _buffer.ResetWrittenCount();
        if (HoldsFlushes)
        {
            await _pass.Task;
        }

        return new FlushResult(Interlocked.Exchange(ref _isCanceled, false), isCompleted: ReceiverHasGone);
    }

    public override void CancelPendingFlush()
    {
        Volatile.Write(ref _isCanceled, true);
        LetFlushesPass();
    }

    public override void Complete(Exception? exception = null) => throw new NotSupportedException();
}
