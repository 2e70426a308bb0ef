using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The measurement of one request. It replaces the request's endpoint feature, so that it records which endpoint was selected for
/// the request itself, at any position of the middleware and also if the pipeline is executed again. It also marks the request as
/// measured.</summary>
internal sealed class RequestMeasurement : IEndpointFeature
{
    private readonly HttpInstruments _instruments;
    private readonly TimeProvider _timeProvider;
    private readonly HttpContext _context;
    private readonly IEndpointFeature? _inner;
    private readonly string _method;
    private readonly long _start;
    private Endpoint? _current;
    private RequestEndpoint _endpoint;
    private bool _inProgress;
    private bool _responseAborted;

    public RequestMeasurement(HttpContext context, HttpInstruments instruments, TimeProvider timeProvider)
    {
        _instruments = instruments;
        _timeProvider = timeProvider;
        _context = context;
        _start = timeProvider.GetTimestamp();
        _method = MethodLabel.Get(context.Request.Method);
        _inner = context.Features.Get<IEndpointFeature>();
        _current = _inner?.Endpoint;
        _endpoint.Begin(context, _current);
        if (!IsDisabled(_endpoint.Original))
        {
            _inProgress = true;
            instruments.Begin(_method);
        }
    }

    /// <summary>The current endpoint, for the rest of the application.</summary>
    public Endpoint? Endpoint
    {
        get => _current;
        set
        {
            _endpoint.Select(_context, value);
            _current = value;
            if (_inner is not null)
            {
                _inner.Endpoint = value;
            }

            if (IsDisabled(_endpoint.Original))
            {
                DecrementInProgress();
            }
        }
    }

    /// <summary>Records that an exception was thrown. If the response has started, no handler can change the status any more.</summary>
    public void OnException() => _responseAborted = _context.Response.HasStarted && !_context.RequestAborted.IsCancellationRequested;

    /// <summary>Decrements the gauge of requests in progress, once.</summary>
    public void DecrementInProgress()
    {
        if (_inProgress)
        {
            _inProgress = false;
            _instruments.End(_method);
        }
    }

    /// <summary>Observes the request when the response is complete, because the status is final only then.</summary>
    public Task CompleteAsync()
    {
        if (!IsDisabled(_endpoint.Original) && _context.Features.Get<IHttpMetricsTagsFeature>() is not { MetricsDisabled: true })
        {
            var status = _responseAborted ? StatusCodes.Status500InternalServerError : _context.Response.StatusCode;
            _instruments.Observe(new RequestResult
            {
                Context = _context,
                Method = _method,
                Status = status,
                Endpoint = _endpoint.Original,
                Duration = _timeProvider.GetElapsedTime(_start),
            });
        }

        return Task.CompletedTask;
    }

    private static bool IsDisabled(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null;
}
