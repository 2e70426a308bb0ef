using System.Net;
using System.Text;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>A gateway without a network: records the requests and returns the answer that a test sets.</summary>
internal sealed class StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    public StubHandler(HttpStatusCode status, string body = "")
        : this(request => new HttpResponseMessage(status) { Content = new StringContent(body), RequestMessage = request })
    {
    }

    public List<SentRequest> Requests { get; } = [];

    /// <summary>What happens before a body is read.</summary>
    public Action? BeforeBody { get; set; }

    public bool IsDisposed { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        BeforeBody?.Invoke();
        var body = request.Content is null ? null : await SerializeAsync(request.Content, cancellationToken);
        Requests.Add(
            new SentRequest(
                request.Method.Method,
                request.RequestUri!.AbsoluteUri,
                request.Headers.Authorization?.ToString(),
                request.Content?.Headers.ContentType?.ToString(),
                body is null ? null : Encoding.UTF8.GetString(body))
            {
                Bytes = body ?? [],
                Length = request.Content?.Headers.ContentLength,
                Encodings = [.. request.Content?.Headers.ContentEncoding ?? []],
                ExpectsContinue = request.Headers.ExpectContinue,
                Headers = request.Headers.ToDictionary(header => header.Key, header => string.Join('|', header.Value)),
            });
        return answer(request);
    }

    // Reading it as a string would keep it in memory, unlike a connection.
    private static async Task<byte[]> SerializeAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>A request as the gateway got it.</summary>
internal sealed record SentRequest(string Method, string Address, string? Authorization, string? ContentType, string? Body)
{
    public byte[] Bytes { get; init; } = [];

    /// <summary>The length in the header.</summary>
    public long? Length { get; init; }

    public IReadOnlyList<string> Encodings { get; init; } = [];

    public bool? ExpectsContinue { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
