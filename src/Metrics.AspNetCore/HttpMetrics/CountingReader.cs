using System.Buffers;
using System.IO.Pipelines;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A pipe that reports how many bytes are consumed.</summary>
internal sealed class CountingReader(PipeReader inner, Action<long> count) : PipeReader
{
    private ReadOnlySequence<byte> _unread;

    public override bool TryRead(out ReadResult result)
    {
        var hasRead = inner.TryRead(out result);
        _unread = result.Buffer;
        return hasRead;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        _unread = result.Buffer;
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // The memory of the buffer is used again after the call.
        var bytes = _unread.IsEmpty ? 0 : _unread.GetOffset(consumed) - _unread.GetOffset(_unread.Start);
        _unread = default;
        inner.AdvanceTo(consumed, examined);
        count(bytes);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
