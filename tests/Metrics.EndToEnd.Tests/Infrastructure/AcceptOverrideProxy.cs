using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A proxy between Prometheus and its target that requests another format than Prometheus would.</summary>
internal sealed class AcceptOverrideProxy : IAsyncDisposable
{
    /// <summary>The Accept header for the text format 0.0.4 alone.</summary>
    public const string TextFormat = "text/plain;version=0.0.4";

    private static readonly string[] Replaced = [HeaderNames.Accept, HeaderNames.Host, HeaderNames.Connection];

    private readonly ConcurrentQueue<string> _contentTypes = new();
    private readonly HttpClient _client;
    private readonly string _accept;
    private LoopbackServer? _server;

    private AcceptOverrideProxy(Uri upstream, string accept)
    {
        _client = LoopbackClient.Create(upstream);
        _accept = accept;
    }

    public Uri Address => _server!.Address;

    /// <summary>The <c>Content-Type</c> of every answer so far, in their order.</summary>
    public IReadOnlyList<string> ContentTypes => [.. _contentTypes];

    /// <summary>Starts a proxy before the server at this address; paths and queries are passed on as they are.</summary>
    public static async Task<AcceptOverrideProxy> StartAsync(Uri upstream, string accept = TextFormat)
    {
        var proxy = new AcceptOverrideProxy(upstream, accept);
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
        using var request = new HttpRequestMessage(
            HttpMethod.Parse(context.Request.Method), context.Request.Path + context.Request.QueryString);
        var kept = context.Request.Headers.Where(header => !Replaced.Contains(header.Key, StringComparer.OrdinalIgnoreCase));
        foreach (var (name, values) in kept)
        {
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        request.Headers.TryAddWithoutValidation(HeaderNames.Accept, _accept);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        var contentType = response.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentType, out var raw) ? raw.ToString() : "";
        _contentTypes.Enqueue(contentType);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = contentType;
        context.Response.Headers.ContentEncoding = response.Content.Headers.ContentEncoding.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
