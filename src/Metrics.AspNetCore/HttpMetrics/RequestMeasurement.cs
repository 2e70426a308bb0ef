using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The measurement of one request after the other. It replaces features of the request, so that it sees at any position of the
/// middleware which endpoint is selected, what is sent, and who ends the request. It also marks the request as measured.</summary>
/// <remarks>After a request has ended, it forwards to the features that it has replaced, and does nothing else: the server and the
/// application may still use it.</remarks>
internal sealed partial class RequestMeasurement : IEndpointFeature
{
    private static readonly Func<object, Task> Complete = static state => ((RequestMeasurement)state).CompleteAsync();
    private static readonly Func<object, Task> Starting = static state => ((RequestMeasurement)state).OnStartingAsync();

    private readonly RequestMeasurements _measurements;
    private readonly HttpContext _context;

    // A pipeline continues on another thread while its task is still being returned to the middleware.
    private readonly Lock _progress = new();

    // Those that the request had when its measurement began; of the last request if none is measured. The properties of the context look
    // them up again after each change of its features.
    private IHttpRequestFeature _request = null!;
    private IHttpResponseFeature _response = null!;
    private IEndpointFeature? _endpointFeature;
    private Endpoint? _current;
    private RequestEndpoint _endpoint;
    private MeasuredEndpoint _known = MeasuredEndpoint.None;
    private RouteParameters _routeParameters;
    private string _method = "";
    private long _start;
    private RequestBodyCounter? _requestBody;
    private string[]? _customLabels;
    private IGauge? _requests;
    private IGauge? _connections;
    private bool _isExtendedConnect;
    private bool _isOpened;

    /// <summary>Creates the measurement of the requests of a context.</summary>
    public RequestMeasurement(RequestMeasurements measurements, HttpContext context)
    {
        _measurements = measurements;
        _context = context;
    }

    /// <summary>Whether a request is measured: until its response is complete.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether the application is handling a request for the first time, not for an error page.</summary>
    public bool IsHandling { get; private set; }

    /// <summary>The current endpoint, for the rest of the application.</summary>
    public Endpoint? Endpoint
    {
        get => _current;
        set
        {
            if (IsActive)
            {
                if (value is null && _measurements.Instruments.ReadsRouteParameters)
                {
                    _routeParameters.OnReset(_context);
                }

                _endpoint.Select(_context.Features, _request, _response, value, _measurements.Instruments.Endpoints);
            }

            _current = value;
            if (_endpointFeature is not null)
            {
                _endpointFeature.Endpoint = value;
            }

            UpdateProgress();
        }
    }

    /// <summary>What is known about the endpoint of the request itself.</summary>
    private MeasuredEndpoint Known
    {
        get
        {
            var known = _known;
            if (!ReferenceEquals(known.Endpoint, _endpoint.Original))
            {
                _known = known = _measurements.Instruments.Endpoints.Get(_endpoint.Original);
            }

            return known;
        }
    }

    /// <summary>Does nothing more for the request, because another measurement begins: the server has not completed the response, or the
    /// application has hidden this measurement behind features of its own and runs again.</summary>
    public void Abandon() => IsActive = false;

    /// <summary>Begins with the next request of the context.</summary>
    /// <param name="endpointFeature">Its endpoint feature.</param>
    /// <param name="lifetime">Its lifetime feature.</param>
    public void Begin(object? endpointFeature, object? lifetime)
    {
        var features = _context.Features;
        _start = _measurements.TimeProvider.GetTimestamp();
        _isOpened = false;
        FeatureAccess.Keep(ref _request!, features[typeof(IHttpRequestFeature)]);
        FeatureAccess.Keep(ref _response!, features[typeof(IHttpResponseFeature)]);
        IsActive = true;
        ReplaceEndpoint(features, endpointFeature);
        ReplaceBody(features);
        ReplaceLifetime(features, lifetime);
        _method = MethodLabel.Get(_request.Method);
        _endpoint.Begin(features, _request, _response, _current);
        _requestBody = _measurements.Instruments.MeasuresRequestSize ? RequestBodyCounter.Start(_context) : null;
        _response.OnCompleted(Complete, this);
        DetectProtocol(features);
        IsHandling = true;
        if (_endpoint.Original is not null)
        {
            UpdateProgress();
        }
    }

    /// <summary>Counts the request as in progress, unless it is already. Until its endpoint is selected this is not known to be right: a
    /// scrape, for example, is never in progress.</summary>
    public void OnPending() => UpdateProgress();

    /// <summary>Records that the application has handled the request.</summary>
    /// <param name="exception">The exception that it ended with, or null.</param>
    public void OnHandled(Exception? exception)
    {
        if (IsActive)
        {
            RecordEnd(exception);
            if (!Known.Traits.Has(EndpointTraits.Disabled))
            {
                _customLabels = _measurements.Instruments.ReadCustomLabels(_context, _routeParameters);
            }
        }

        LeaveProgress();
    }

    /// <summary>Observes the request when the response is complete, because the status is final only then.</summary>
    private Task CompleteAsync()
    {
        if (IsActive)
        {
            var features = _context.Features;
            _endpoint.Complete(features);
            if (!Known.Traits.Has(EndpointTraits.Disabled) && features.Find<IHttpMetricsTagsFeature>() is not { MetricsDisabled: true })
            {
                Observe(features);
            }

            if (IsHandling)
            {
                // A middleware in front has not waited for the rest of the pipeline.
                _measurements.Release(_context);
            }

            IsActive = false;
            _endpoint = default;
            _routeParameters = default;
            _requestBody = null;
            _customLabels = null;
        }

        return Task.CompletedTask;
    }

    private void Observe(IFeatureCollection features)
    {
        var instruments = _measurements.Instruments;
        var status = _response.StatusCode;
        var isConnection = IsConnection(status);
        instruments.Observe(new RequestResult
        {
            Context = _context,
            Method = _method,
            Status = isConnection ? GetConnectionStatus(status) : GetStatus(features, status),
            Endpoint = Known,
            Seconds = _measurements.GetSeconds(_start, _measurements.TimeProvider.GetTimestamp()),
            IsConnection = isConnection,
            SecondsToFirstByte = GetSecondsToFirstByte(status),
            RequestBytes = instruments.MeasuresRequestSize ? _requestBody?.Bytes ?? _request.Headers.ContentLength ?? 0 : 0,
            ResponseBytes = CanHaveBody(status) ? _bytesBeforeLeave ?? _sentBytes : 0,
            CustomLabels = _customLabels ?? instruments.ReadCustomLabels(_context, _routeParameters),
        });
    }

    private void ReplaceEndpoint(IFeatureCollection features, object? feature)
    {
        // A server that uses a feature collection again without resetting it still has the features of a measurement.
        var previous = feature as RequestMeasurement;
        FeatureAccess.Keep(ref _endpointFeature, previous is null ? feature : previous._endpointFeature);
        _current = previous is null ? _endpointFeature?.Endpoint : previous._current;
        features.Replace<IEndpointFeature>(this);
    }

    private void DetectProtocol(IFeatureCollection features)
    {
        _isExtendedConnect = false;
        _isMultiplexed = HttpProtocol.IsHttp2(_request.Protocol) || HttpProtocol.IsHttp3(_request.Protocol);
        if (_isMultiplexed)
        {
            ReplaceReset(features);
            DetectExtendedConnect(features);
        }
        else
        {
            _reset = null;
            DetectUpgrade(features);
        }
    }
}
