using System.IO.Pipelines;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The body of a response as a pipe, which reports what is written to it.</summary>
internal sealed class MeasuredWriter : PipeWriter
{
    private static readonly PipeWriter None = Create(Stream.Null);

    private readonly RequestMeasurement _measurement;

    public MeasuredWriter(RequestMeasurement measurement) => _measurement = measurement;

    /// <summary>The writer of the server.</summary>
    public PipeWriter Inner { get; set; } = None;

    public override bool CanGetUnflushedBytes => Inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => Inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        _measurement.OnWriting();
        Inner.Advance(bytes);
        _measurement.OnSent(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _measurement.OnSending();
        return Inner.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        _measurement.OnWriting();
        var writing = Inner.WriteAsync(source, cancellationToken);
        _measurement.OnSent(source.Length);
        return writing;
    }

    public override void CancelPendingFlush() => Inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        _measurement.OnCompleting(exception);
        Inner.Complete(exception);
        _measurement.OnCompleted(exception);
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        _measurement.OnCompleting(exception);
        await Inner.CompleteAsync(exception);
        _measurement.OnCompleted(exception);
    }
}
