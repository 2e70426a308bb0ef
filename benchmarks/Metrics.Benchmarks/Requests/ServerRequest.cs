using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using PrometheusMetrics.Benchmarks.Scraping;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>One request of a connection that is used again and again, as a server has it: it is its own features, runs the callbacks of
/// the response, and keeps the context of the host.</summary>
internal sealed class ServerRequest<TContext> : ServerFeatures, IHostContextContainer<TContext>, IHttpRequestFeature,
    IHttpRequestBodyDetectionFeature, IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestIdentifierFeature,
    IHttpRequestLifetimeFeature, IHttpConnectionFeature, IRouteValuesFeature, IEndpointFeature
    where TContext : notnull
{
    private readonly Lock _abortLock = new();
    private readonly Stack<KeyValuePair<Func<object, Task>, object>> _onStarting = [];
    private readonly Stack<KeyValuePair<Func<object, Task>, object>> _onCompleted = [];
    private readonly HeaderDictionary _requestHeaders = [];
    private readonly HeaderDictionary _responseHeaders = [];
    private readonly SinkPipeWriter _body = new();
    private RouteValueDictionary? _routeValues;
    private CancellationTokenSource? _aborted;
    private CancellationToken? _replacedToken;

    public TContext? HostContext { get; set; }

    public string Protocol { get; set; } = "HTTP/1.1";

    public string Scheme { get; set; } = "http";

    public string Method { get; set; } = "";

    public string PathBase { get; set; } = "";

    public string Path { get; set; } = "";

    public string QueryString { get; set; } = "";

    public string RawTarget { get; set; } = "";

    public bool CanHaveBody => false;

    public int StatusCode { get; set; }

    public string? ReasonPhrase { get; set; }

    public bool HasStarted { get; private set; }

    public string TraceIdentifier { get; set; } = "0HN:1";

    public string ConnectionId { get; set; } = "0HN";

    public IPAddress? RemoteIpAddress { get; set; } = IPAddress.Loopback;

    public IPAddress? LocalIpAddress { get; set; } = IPAddress.Loopback;

    public int RemotePort { get; set; } = 50000;

    public int LocalPort { get; set; } = 80;

    public Endpoint? Endpoint { get; set; }

    public RouteValueDictionary RouteValues
    {
        get => _routeValues ??= [];
        set => _routeValues = value;
    }

    public CancellationToken RequestAborted
    {
        get
        {
            if (_replacedToken is { } token)
            {
                return token;
            }

            lock (_abortLock)
            {
                _aborted ??= new CancellationTokenSource();
                return _aborted.Token;
            }
        }

        set => _replacedToken = value;
    }

    public PipeWriter Writer => _body;

    public Stream Stream => Stream.Null;

    IHeaderDictionary IHttpRequestFeature.Headers
    {
        get => _requestHeaders;
        set => throw new NotSupportedException();
    }

    Stream IHttpRequestFeature.Body { get; set; } = Stream.Null;

    IHeaderDictionary IHttpResponseFeature.Headers
    {
        get => _responseHeaders;
        set => throw new NotSupportedException();
    }

    Stream IHttpResponseFeature.Body { get; set; } = Stream.Null;

    /// <summary>Begins the next request.</summary>
    public void Begin(string method, string path)
    {
        _onStarting.Clear();
        _onCompleted.Clear();
        _routeValues?.Clear();
        _requestHeaders.Clear();
        _responseHeaders.Clear();
        ResetFeatures();
        Method = method;
        PathBase = "";
        Path = path;
        RawTarget = path;
        QueryString = "";
        StatusCode = StatusCodes.Status200OK;
        HasStarted = false;
        Endpoint = null;
        _replacedToken = null;
    }

    /// <summary>Ends the response and runs the callbacks for its completion, the last one first.</summary>
    public async ValueTask EndAsync()
    {
        if (!HasStarted)
        {
            await StartAsync();
        }

        while (_onCompleted.TryPop(out var callback))
        {
            await callback.Key(callback.Value);
        }
    }

    public void OnStarting(Func<object, Task> callback, object state) => _onStarting.Push(KeyValuePair.Create(callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _onCompleted.Push(KeyValuePair.Create(callback, state));

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        while (_onStarting.TryPop(out var callback))
        {
            await callback.Key(callback.Value);
        }

        HasStarted = true;
    }

    public Task CompleteAsync() => StartAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public void DisableBuffering()
    {
    }

    public void Abort() => _aborted?.Cancel();
}
