using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The body of a response. It counts the bytes, and aborts the connection of a client that does not read for some time.</summary>
internal sealed class ScrapeOutput : PipeWriter, IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly PipeWriter _body;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private ITimer? _timer;

    public ScrapeOutput(HttpContext context, TimeSpan timeout, TimeProvider timeProvider)
    {
        _context = context;
        _body = context.Response.BodyWriter;
        _timeout = timeout;
        _timeProvider = timeProvider;
    }

    /// <summary>The number of bytes of the body so far.</summary>
    public long Length { get; private set; }

    public override bool CanGetUnflushedBytes => _body.CanGetUnflushedBytes;

    public override long UnflushedBytes => _body.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _body.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _body.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        _body.Advance(bytes);
        Length += bytes;
    }

    /// <summary>Writes a body, in parts, so that a client that does not read costs one of them.</summary>
    /// <returns>False if the client has stopped reading.</returns>
    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        const int PartLength = 64 * 1024;
        while (!body.IsEmpty)
        {
            var part = body[..Math.Min(PartLength, body.Length)];
            body = body[part.Length..];
            this.Write(part.Span);
            if (await FlushAsync(cancellationToken) is { IsCompleted: true } or { IsCanceled: true })
            {
                return body.IsEmpty;
            }
        }

        return true;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var flush = _body.FlushAsync(cancellationToken);
        return flush.IsCompleted ? flush : WaitAsync(flush);
    }

    public override void CancelPendingFlush() => _body.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    // Waits for the timer's callback, because the server may use the context for the next request of the connection.
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? default;

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        _timer ??= _timeProvider.CreateTimer(
            static context => ((HttpContext)context!).Abort(), _context, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        try
        {
            return await flush;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
