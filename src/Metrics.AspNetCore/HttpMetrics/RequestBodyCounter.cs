using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Counts the bytes of a request body that has no Content-Length, when the application reads it, as a stream or as a
/// pipe.</summary>
internal sealed class RequestBodyCounter : ForwardingStream, IRequestBodyPipeFeature
{
    private readonly IHttpRequestFeature _request;

    // Null if the server has none; then the context makes one over the stream.
    private readonly IRequestBodyPipeFeature? _pipe;
    private readonly CountingReader? _reader;
    private long _bytes;

    private RequestBodyCounter(IHttpRequestFeature request, IRequestBodyPipeFeature? pipe)
    {
        _request = request;
        _pipe = pipe;
        Inner = request.Body;

        // Before the body is replaced: the stream and the pipe of a server share what has arrived, but after that it would make another
        // pipe over the new stream, which keeps what it has read ahead to itself.
        _reader = pipe is null ? null : new CountingReader(pipe.Reader, Count);
    }

    /// <summary>The number of bytes that were read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The pipe of the server; or one over the stream by which the application has replaced the body.</summary>
    public PipeReader Reader => ReferenceEquals(_request.Body, this) ? _reader! : _pipe!.Reader;

    /// <summary>Replaces the body of a request by one that counts, if its size is not declared.</summary>
    /// <returns>null if the size is declared, or there is no body.</returns>
    public static RequestBodyCounter? Start(HttpContext context)
    {
        var features = context.Features;
        if (context.Request.ContentLength is not null || features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return null;
        }

        var pipe = features.Get<IRequestBodyPipeFeature>();
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var counter = new RequestBodyCounter(request, pipe is RequestBodyCounter previous ? previous._pipe : pipe);
        request.Body = counter;
        if (pipe is not null)
        {
            features.Set<IRequestBodyPipeFeature>(counter);
        }

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
        Count((long)read);
        return read;
    }

    private void Count(long read) => Interlocked.Add(ref _bytes, read);
}
