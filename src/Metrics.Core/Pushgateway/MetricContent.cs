using System.Net;
using System.Net.Http.Headers;
using PrometheusMetrics.Export;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A collection as the body of an HTTP request.</summary>
internal sealed class MetricContent : HttpContent
{
    private readonly PushedCollection _collection;
    private readonly CancellationToken _cancellationToken;

    // A body that is short enough is kept, because its length is in a header, which is the same if the request is sent again.
    private readonly byte[]? _whole;

    // The body that was begun and not yet sent.
    private PushedBody? _begun;
    private bool _mayBeComplete;

    private MetricContent(PushedCollection collection, PushedBody begun, CancellationToken cancellationToken)
    {
        _collection = collection;
        _cancellationToken = cancellationToken;
        Headers.ContentType = MediaTypeHeaderValue.Parse(collection.Format.ContentType);
        if (collection.Compression == BodyCompression.Gzip)
        {
            Headers.ContentEncoding.Add("gzip");
        }

        if (begun.HasMore)
        {
            _begun = begun;
        }
        else
        {
            _whole = begun.ToArray();
            Result = new PushResult(begun.Series, _whole.Length);
            begun.Dispose();
        }
    }

    /// <summary>Called when the body is about to be sent.</summary>
    public Action? Sending { get; set; }

    /// <summary>Whether the body is longer than 64 kB, so that it is written while it is sent.</summary>
    public bool IsLong => _whole is null;

    /// <summary>What was sent the last time.</summary>
    public PushResult Result { get; private set; }

    /// <summary>Whether the server may have received a whole body.</summary>
    public bool MayBeComplete => Volatile.Read(ref _mayBeComplete);

    /// <summary>Begins a collection, whose body the content is.</summary>
    public static async Task<MetricContent> CreateAsync(PushedCollection collection, CancellationToken cancellationToken) =>
        new(collection, await collection.BeginAsync(cancellationToken).ConfigureAwait(false), cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, _cancellationToken);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sending?.Invoke();
        if (_whole is not null)
        {
            // Before it is written: the last byte may arrive although the write is cancelled.
            Volatile.Write(ref _mayBeComplete, true);
            await stream.WriteAsync(_whole, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A retried request needs its body again: an empty body would delete the metrics of the group. The body belongs to this call, which
        // may still run when the request is given up and its content disposed.
        using var body = Interlocked.Exchange(ref _begun, null)
            ?? await _collection.BeginAsync(cancellationToken).ConfigureAwait(false);
        var length = await body.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
        Result = new PushResult(body.Series, length);

        // The server waits for the end of a body in chunks, which follows now.
        Volatile.Write(ref _mayBeComplete, true);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _whole?.Length ?? 0;
        return _whole is not null;
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Exchange(ref _begun, null)?.Dispose();
        base.Dispose(disposing);
    }
}
