using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace PrometheusMetrics.AspNetCore;

/// <summary>One request that is being measured. It sits in the place of the request's endpoint feature, and so sees which endpoint was
/// chosen for the request itself, wherever the middleware stands and whatever is executed again later; and it marks the request as measured.</summary>
internal sealed class RequestMeasurement : IEndpointFeature
{
    private readonly HttpInstruments _instruments;
    private readonly TimeProvider _timeProvider;
    private readonly HttpContext _context;
    private readonly IEndpointFeature? _inner;
    private readonly string _method;
    private readonly long _start;
    private Endpoint? _current;
    private Endpoint? _original;
    private bool _originalIsFinal;
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
        _originalIsFinal = OriginalEndpoint.TryFind(context, out _original);
        if (!_originalIsFinal)
        {
            _original = _current;
        }

        if (!IsDisabled(_original))
        {
            _inProgress = true;
            instruments.Begin(_method);
        }
    }

    /// <summary>The endpoint as the rest of the application sees it.</summary>
    public Endpoint? Endpoint
    {
        get => _current;
        set
        {
            // A choice stands once it is taken back, and so does none at all, when the request is executed again: what is chosen then is an error page.
            _originalIsFinal = _originalIsFinal || (_original is not null && value is null) || OriginalEndpoint.TryFind(_context, out _);
            if (!_originalIsFinal)
            {
                _original = value;
            }

            _current = value;
            if (_inner is not null)
            {
                _inner.Endpoint = value;
            }

            if (IsDisabled(_original))
            {
                DecrementInProgress();
            }
        }
    }

    /// <summary>An exception passes. If the response has begun, no handler can tell the client any more.</summary>
    public void OnException() => _responseAborted |= _context.Response.HasStarted && !_context.RequestAborted.IsCancellationRequested;

    /// <summary>The request has left the middleware, regularly or not.</summary>
    public void DecrementInProgress()
    {
        if (_inProgress)
        {
            _inProgress = false;
            _instruments.End(_method);
        }
    }

    /// <summary>The response is complete: only now its status is what the client got.</summary>
    public Task CompleteAsync()
    {
        if (!IsDisabled(_original) && _context.Features.Get<IHttpMetricsTagsFeature>() is not { MetricsDisabled: true })
        {
            var status = _responseAborted ? StatusCodes.Status500InternalServerError : _context.Response.StatusCode;
            _instruments.Observe(_method, status, _original, _timeProvider.GetElapsedTime(_start));
        }

        return Task.CompletedTask;
    }

    private static bool IsDisabled(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null;
}
