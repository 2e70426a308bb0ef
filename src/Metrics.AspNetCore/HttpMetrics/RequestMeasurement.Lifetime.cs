using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <content>Who ended the request, and the status that follows from it.</content>
internal sealed partial class RequestMeasurement : IHttpRequestLifetimeFeature, IHttpResetFeature
{
    // Kestrel's message when a client leaves before it has sent the whole body.
    private const string UnexpectedEnd = "Unexpected end of request content.";

    private IHttpRequestLifetimeFeature? _lifetime;
    private IHttpResetFeature? _reset;
    private CancellationToken? _serverToken;

    // HTTP/2 and 3 end a response by a frame of its own. A client that does not get it rejects the response, even if the body is complete.
    private bool _isMultiplexed;
    private bool _isAborted;
    private bool _isDisconnected;
    private bool _isClientGone;
    private bool _isBrokenOff;

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => _lifetime!.RequestAborted;
        set
        {
            // For example the token of a timeout: that is not the client.
            if (IsHandling)
            {
                _serverToken ??= _lifetime!.RequestAborted;
            }
            else if (IsActive)
            {
                // A middleware in front restores the token of the server, which it had replaced before the measurement began.
                _serverToken = null;
                if (!value.IsCancellationRequested)
                {
                    _isClientGone = _isDisconnected;
                    _bytesBeforeLeave = null;
                }
            }

            _lifetime!.RequestAborted = value;
        }
    }

    void IHttpRequestLifetimeFeature.Abort()
    {
        RecordAbort();
        _lifetime!.Abort();
    }

    void IHttpResetFeature.Reset(int errorCode)
    {
        RecordAbort();
        _reset!.Reset(errorCode);
    }

    private void ReplaceLifetime(IFeatureCollection features, object? lifetime)
    {
        _serverToken = null;
        _isAborted = false;
        _isDisconnected = false;
        _isClientGone = false;
        _isBrokenOff = false;
        FeatureAccess.Keep(ref _lifetime, lifetime is RequestMeasurement previous ? previous._lifetime : lifetime);
        if (_lifetime is not null)
        {
            features.Replace<IHttpRequestLifetimeFeature>(this);
        }
    }

    private void ReplaceReset(IFeatureCollection features)
    {
        var reset = features.Find<IHttpResetFeature>();
        _reset = reset is RequestMeasurement other ? other._reset : reset;
        if (_reset is not null)
        {
            features.Replace<IHttpResetFeature>(this);
        }
    }

    // The token is cancelled by an abort of the application too, so it tells something only before one.
    private bool IsServerTokenCancelled() => (_serverToken ?? _lifetime?.RequestAborted ?? default).IsCancellationRequested;

    private void RecordAbort()
    {
        if (IsActive && !(_isResponseCompleted && _isMultiplexed) && !IsServerTokenCancelled())
        {
            _isAborted = true;
        }
    }

    private void RecordEnd(Exception? exception)
    {
        if (IsWhole())
        {
            return;
        }

        _serverToken ??= _lifetime?.RequestAborted;
        _isDisconnected = IsDisconnect(exception);
        _isClientGone = _isDisconnected || (!_isAborted && IsServerTokenCancelled());
        _isBrokenOff = exception is not null && _response.HasStarted;
    }

    // Such exceptions may arrive before the token is cancelled. That of a WebSocket may also be about a socket that the application itself
    // has opened to another server.
    private bool IsDisconnect(Exception? exception)
    {
        while (exception is not null)
        {
            if (exception is ConnectionResetException or BadHttpRequestException { Message: UnexpectedEnd }
                || (_isOpened && exception is WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely }))
            {
                return true;
            }

            exception = exception.InnerException;
        }

        return false;
    }

    /// <summary>Gets the status that the client received, or would have received.</summary>
    /// <param name="features">The features of the request.</param>
    /// <param name="status">The status of the response.</param>
    private int GetStatus(IFeatureCollection features, int status)
    {
        if (_isClientGone)
        {
            return StatusCodes.Status499ClientClosedRequest;
        }

        if (_isAborted || _isBrokenOff)
        {
            return StatusCodes.Status500InternalServerError;
        }

        if (!CanHaveBody(status))
        {
            return status;
        }

        var length = _response.Headers.ContentLength;
        return IsShort(features, length) ? StatusCodes.Status500InternalServerError
            : HasLeftDuringBody(length) ? StatusCodes.Status499ClientClosedRequest
            : status;
    }

    // Middleware in front may send the body after this one. A client may disconnect regularly as soon as it has a response without a body.
    private bool HasLeftDuringBody(long? length) => length != 0 && !IsWhole() && IsServerTokenCancelled();
}
