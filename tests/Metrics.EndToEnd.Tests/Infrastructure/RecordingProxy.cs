using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A request that a <see cref="RecordingProxy"/> has passed on.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, as it was sent.</param>
/// <param name="Arrived">The timestamp before it was passed on.</param>
/// <param name="Answered">The timestamp after the answer of the server.</param>
/// <param name="Succeeded">Whether the server executed it.</param>
internal sealed record RecordedRequest(string Method, string Path, long Arrived, long Answered, bool Succeeded);

/// <summary>A proxy in front of a server that records when each request came and was answered.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly HttpClient _client;
    private LoopbackServer? _server;

    private RecordingProxy(Uri upstream) => _client = LoopbackClient.Create(upstream);

    public Uri Address => _server!.Address;

    /// <summary>The requests that were answered, in the order of their answers.</summary>
    public IReadOnlyCollection<RecordedRequest> Requests => _requests;

    public static async Task<RecordingProxy> StartAsync(Uri upstream)
    {
        var proxy = new RecordingProxy(upstream);
        proxy._server = await LoopbackServer.StartAsync(proxy.ForwardAsync);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        var arrived = TimeProvider.System.GetTimestamp();

        // Not cancelled when the client is killed: the server may execute the request all the same.
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        _requests.Enqueue(new RecordedRequest(
            request.Method.Method, path, arrived, TimeProvider.System.GetTimestamp(), response.IsSuccessStatusCode));
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.Headers.Date = response.Headers.Date?.ToString("R");
        await response.Content.CopyToAsync(context.Response.Body, CancellationToken.None);
    }
}
