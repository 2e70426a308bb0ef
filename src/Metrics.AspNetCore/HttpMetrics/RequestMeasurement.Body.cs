using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <content>What is sent as the body of the response.</content>
internal sealed partial class RequestMeasurement : IHttpResponseBodyFeature
{
    private IHttpResponseBodyFeature? _body;
    private MeasuredStream? _stream;
    private MeasuredWriter? _writer;
    private long _sentBytes;

    // The bytes so far, when the client was first seen to have left before the response was whole. A server accepts what is written after
    // that as it accepts all else.
    private long? _bytesBeforeLeave;
    private long? _firstByte;
    private bool _isSending;
    private bool _isResponseCompleted;

    Stream IHttpResponseBodyFeature.Stream
    {
        get
        {
            _stream ??= new MeasuredStream(this);
            _stream.Inner = _body!.Stream;
            return _stream;
        }
    }

    PipeWriter IHttpResponseBodyFeature.Writer
    {
        get
        {
            _writer ??= new MeasuredWriter(this);
            _writer.Inner = _body!.Writer;
            return _writer;
        }
    }

    /// <summary>Records that the response begins, before its headers are sent.</summary>
    public void OnSending()
    {
        if (!_isSending)
        {
            _isSending = true;
            if (IsActive)
            {
                OpenIfEventStream();
                CheckClient();
            }
        }
    }

    /// <summary>Records that bytes of the body are about to be written.</summary>
    public void OnWriting()
    {
        OnSending();
        if (IsActive && _response.Headers.ContentLength != _sentBytes)
        {
            CheckClient();
        }

        if (_firstByte is null && _measurements.Instruments.MeasuresResponseBody)
        {
            _firstByte = _measurements.TimeProvider.GetTimestamp();
        }
    }

    /// <summary>Records bytes that were written.</summary>
    public void OnSent(long bytes) => _sentBytes += bytes;

    /// <summary>Records that the application is about to end the body, or to break it off.</summary>
    public void OnCompleting(Exception? exception)
    {
        OnSending();
        if (exception is not null && !_isResponseCompleted)
        {
            RecordAbort();
        }
    }

    /// <summary>Records that the application has ended the body, or broken it off.</summary>
    public void OnCompleted(Exception? exception) => _isResponseCompleted |= exception is null;

    void IHttpResponseBodyFeature.DisableBuffering() => _body!.DisableBuffering();

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken)
    {
        OnSending();
        return _body!.StartAsync(cancellationToken);
    }

    async Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        if (_measurements.Instruments.MeasuresResponseBody)
        {
            // Through the stream, which counts what is sent of a file until it breaks off.
            await SendFileFallback.SendFileAsync(((IHttpResponseBodyFeature)this).Stream, path, offset, count, cancellationToken);
            return;
        }

        OnWriting();
        var length = count ?? (GetLength(path) - offset);
        await _body!.SendFileAsync(path, offset, count, cancellationToken);
        OnSent(length);
    }

    async Task IHttpResponseBodyFeature.CompleteAsync()
    {
        OnCompleting(null);
        await _body!.CompleteAsync();
        OnCompleted(null);
    }

    // Of the file that a link leads to, unlike FileInfo.
    private static long GetLength(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    private void ReplaceBody(IFeatureCollection features)
    {
        _sentBytes = 0;
        _bytesBeforeLeave = null;
        _firstByte = null;
        _isSending = false;
        _isResponseCompleted = false;
        var body = features[typeof(IHttpResponseBodyFeature)];
        FeatureAccess.Keep(ref _body, body is RequestMeasurement previous ? previous._body : body);
        if (_body is not null)
        {
            features.Replace<IHttpResponseBodyFeature>(this);
        }
    }

    /// <summary>Whether the whole response was sent, although the pipeline has not returned regularly.</summary>
    private bool IsWhole() =>
        _bytesBeforeLeave is null
        && (_isResponseCompleted
            || (_response.HasStarted
                && !_isMultiplexed
                && (!CanHaveBody(_response.StatusCode) || _response.Headers.ContentLength == _sentBytes)));

    private void CheckClient()
    {
        // Looked up once: servers take a lock for it.
        _serverToken ??= _lifetime?.RequestAborted;
        if (IsServerTokenCancelled())
        {
            _bytesBeforeLeave ??= _sentBytes;
        }
    }

    /// <summary>Whether the body ended before its announced length, if it was sent through this measurement. A middleware in front that
    /// sends a body of its own has replaced the feature, or has collected the body in a stream of its own, and its bytes are not counted
    /// here.</summary>
    private bool IsShort(IFeatureCollection features, long? length) =>
        length is not null
        && length != _sentBytes
        && _response.HasStarted
        && _body is not StreamResponseBodyFeature
        && ReferenceEquals(features[typeof(IHttpResponseBodyFeature)], this);

    private double? GetSecondsToFirstByte(int status) =>
        _firstByte is { } firstByte && _sentBytes > 0 && CanHaveBody(status) ? _measurements.GetSeconds(_start, firstByte) : null;

    private bool CanHaveBody(int status) =>
        !HttpMethods.IsHead(_method)
        && status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);
}
