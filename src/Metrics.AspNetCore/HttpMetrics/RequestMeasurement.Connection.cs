using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <content>Whether the request is a connection, which lives long: because of its endpoint, or of what the response is.</content>
internal sealed partial class RequestMeasurement
{
    private const string EventStream = "text/event-stream";

    private bool IsConnectionEndpoint(EndpointTraits traits) =>
        traits.Has(EndpointTraits.Connection) || (traits.Has(EndpointTraits.Hub) && HttpMethods.IsGet(_method));

    /// <summary>Whether the request was a connection. One that was refused is an ordinary request.</summary>
    private bool IsConnection(int status) =>
        status == StatusCodes.Status101SwitchingProtocols
        || (status < StatusCodes.Status300MultipleChoices && _isOpened)
        || (status is < StatusCodes.Status300MultipleChoices or StatusCodes.Status499ClientClosedRequest
            && IsConnectionEndpoint(Known.Traits));

    /// <summary>Gets the status that a connection was opened with, because many end only when the client goes away; or 500 if the
    /// application broke it off. A WebSocket has the same labels in all versions of HTTP.</summary>
    private int GetConnectionStatus(int status)
    {
        if (_isExtendedConnect && HttpMethods.IsGet(_method))
        {
            status = StatusCodes.Status101SwitchingProtocols;
        }

        // The framework aborts the request when a WebSocket is disposed, unless it was closed.
        var isAborted = _isAborted && status != StatusCodes.Status101SwitchingProtocols;
        return !_isClientGone && (isAborted || _isBrokenOff) ? StatusCodes.Status500InternalServerError : status;
    }

    private void DetectExtendedConnect(IFeatureCollection features)
    {
        if (HttpMethods.IsConnect(_method)
            && features.Find<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: var protocol })
        {
            _isExtendedConnect = true;
            _method = string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase) ? HttpMethods.Get : _method;
            DetectStart();
        }
    }

    private void DetectUpgrade(IFeatureCollection features)
    {
        if (_request.Headers.Upgrade.Count > 0 && features.Find<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            DetectStart();
        }
    }

    private void DetectStart()
    {
        // A server refuses the callback when the response has begun.
        if (_response.HasStarted)
        {
            OpenIfUpgraded();
        }
        else
        {
            _response.OnStarting(Starting, this);
        }
    }

    private Task OnStartingAsync()
    {
        OpenIfUpgraded();
        return Task.CompletedTask;
    }

    private void OpenIfUpgraded()
    {
        if (IsActive
            && (_response.StatusCode == StatusCodes.Status101SwitchingProtocols
                || (_isExtendedConnect && _response.StatusCode < StatusCodes.Status300MultipleChoices)))
        {
            Open();
        }
    }

    private void OpenIfEventStream()
    {
        if (_response.StatusCode < StatusCodes.Status300MultipleChoices
            && CanHaveBody(_response.StatusCode)
            && _response.Headers.ContentType is [{ } type]
            && type.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase))
        {
            Open();
        }
    }

    private void Open()
    {
        _isOpened = true;
        UpdateProgress();
    }

    /// <summary>Counts the request in the gauge of what it is, as far as is known.</summary>
    private void UpdateProgress()
    {
        if (!IsHandling)
        {
            return;
        }

        lock (_progress)
        {
            if (IsHandling && IsActive)
            {
                UpdateProgress(Known);
            }
        }
    }

    private void UpdateProgress(MeasuredEndpoint endpoint)
    {
        if (endpoint.Traits.Has(EndpointTraits.Disabled))
        {
            Leave(ref _requests);
            Leave(ref _connections);
        }
        else if (_isOpened || IsConnectionEndpoint(endpoint.Traits))
        {
            Leave(ref _requests);
            _connections ??= _measurements.Instruments.EnterConnection(endpoint);
        }
        else
        {
            Leave(ref _connections);
            _measurements.Instruments.EnterRequest(ref _requests, _context, _method, endpoint);
        }
    }

    private void LeaveProgress()
    {
        lock (_progress)
        {
            IsHandling = false;
            Leave(ref _requests);
            Leave(ref _connections);
        }
    }

    private static void Leave(ref IGauge? gauge)
    {
        gauge?.Dec();
        gauge = null;
    }
}
