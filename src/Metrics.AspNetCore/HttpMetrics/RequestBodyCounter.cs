using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Counts the bytes of a request body that has no Content-Length, when the application reads it.</summary>
internal sealed class RequestBodyCounter : ForwardingStream
{
    private long _bytes;

    private RequestBodyCounter(Stream inner) => Inner = inner;

    /// <summary>The number of bytes that were read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Replaces the body of a request by one that counts, if its size is not declared.</summary>
    /// <returns>null if the size is declared, or there is no body.</returns>
    public static RequestBodyCounter? Start(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is not null || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return null;
        }

        var counter = new RequestBodyCounter(request.Body);
        request.Body = counter;
        return counter;
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(Inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Count(Inner.Read(buffer));

    public override int ReadByte()
    {
        var read = Inner.ReadByte();
        Count(read < 0 ? 0 : 1);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await Inner.ReadAsync(buffer, cancellationToken));

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override void Write(byte[] buffer, int offset, int count) => Inner.Write(buffer, offset, count);

    public override void Flush() => Inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => Inner.FlushAsync(cancellationToken);

    private int Count(int read)
    {
        Interlocked.Add(ref _bytes, read);
        return read;
    }
}
