using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The instruments of the HTTP metrics. Only they know names, labels and presets; they know no feature of a request but its
/// activity.</summary>
internal sealed class HttpInstruments
{
    private readonly HttpGauges _gauges;
    private readonly HttpCallbacks _callbacks;
    private readonly RequestLabels _labels;
    private readonly bool _takeExemplars;
    private readonly RequestFamily<IHistogram>? _duration;
    private readonly RequestFamily<ICounter>? _count;
    private readonly RequestFamily<IHistogram>? _requestSize;
    private readonly RequestFamily<IHistogram>? _responseSize;
    private readonly RequestFamily<IHistogram>? _timeToFirstByte;
    private readonly RequestFamily<IHistogram>? _connectionDuration;

    public HttpInstruments(IMetricFactory factory, HttpMetricsOptions options)
    {
        var names = HttpMetricNames.Get(options.Preset);
        _labels = new RequestLabels(options);
        _gauges = new HttpGauges(factory, options, names);
        _callbacks = new HttpCallbacks(factory, options);
        var histograms = new HttpHistograms(factory, _labels);
        _duration = histograms.Create(options.Duration, names.Duration, names.Buckets, names.DurationHelp);
        _count = options.RequestCount.Enabled && names.RequestCount is { } count
            ? new RequestFamily<ICounter>(factory.CreateCounter(count, "Number of HTTP requests received.", _labels.Names), _labels)
            : null;
        _requestSize = histograms.Create(
            options.RequestSize, names.RequestSize, HttpHistograms.SizeBuckets, "Size of the bodies of HTTP requests.");
        _responseSize = histograms.Create(
            options.ResponseSize, names.ResponseSize, HttpHistograms.SizeBuckets, "Size of the bodies of HTTP responses, as sent.");
        _timeToFirstByte = histograms.Create(
            options.TimeToFirstByte, names.TimeToFirstByte, names.Buckets, "Time until the first byte of an HTTP response body is sent.");
        _connectionDuration = histograms.Create(
            options.ConnectionDuration,
            names.ConnectionDuration,
            HttpHistograms.ConnectionBuckets,
            "Duration of long-lived HTTP requests, such as WebSockets.");
        _takeExemplars = histograms.TakeExemplars;
    }

    public MeasuredEndpoints Endpoints { get; } = new();

    /// <summary>Whether the size of the request body is used.</summary>
    public bool MeasuresRequestSize => _requestSize is not null;

    /// <summary>Whether the size of the response body or the time of its first byte is used.</summary>
    public bool MeasuresResponseBody => _responseSize is not null || _timeToFirstByte is not null;

    /// <summary>Whether the parameters of the route are used.</summary>
    public bool ReadsRouteParameters => _callbacks.ReadsRouteParameters;

    /// <summary>Gets whether a request is measured, by the filter of the options. Called when the request arrives.</summary>
    public bool Includes(HttpContext context) => _callbacks.Includes(context);

    /// <summary>Reads the values of the custom labels. Called when the request was handled: later, its services are disposed.</summary>
    /// <returns>null if there are no custom labels.</returns>
    public string[]? ReadCustomLabels(HttpContext context, RouteParameters parameters) => _callbacks.ReadLabels(context, parameters);

    /// <inheritdoc cref="HttpGauges.EnterRequest"/>
    public void EnterRequest(ref IGauge? current, HttpContext context, string method, MeasuredEndpoint endpoint) =>
        _gauges.EnterRequest(ref current, context, method, endpoint);

    /// <inheritdoc cref="HttpGauges.EnterConnection"/>
    public IGauge? EnterConnection(MeasuredEndpoint endpoint) => _gauges.EnterConnection(endpoint);

    /// <summary>Records a request that has ended. Exemplars have the trace of the request, which may not be the current one any
    /// more.</summary>
    public void Observe(in RequestResult result)
    {
        if (!_takeExemplars
            || Activity.Current is not { } current
            || result.Context.Features.Find<IHttpActivityFeature>()?.Activity is not { } activity
            || ReferenceEquals(activity, current))
        {
            Record(in result);
            return;
        }

        Activity.Current = activity;
        try
        {
            Record(in result);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private void Record(in RequestResult result)
    {
        var key = _labels.GetKey(in result);
        if (_labels.AreOfKey)
        {
            Record(in result, key, []);
        }
        else
        {
            RecordWithAddedLabels(in result, key);
        }
    }

    private void RecordWithAddedLabels(in RequestResult result, RequestKey key)
    {
        var count = _labels.Names.Length;
        var buffer = default(LabelBuffer);
        var labels = count <= LabelBuffer.Length ? ((Span<string>)buffer)[..count] : new string[count];
        _labels.Write(in key, in result, result.CustomLabels, labels);
        Record(in result, key, labels);
    }

    private void Record(in RequestResult result, RequestKey key, ReadOnlySpan<string> labels)
    {
        _count?.Find(key, labels).Inc();
        if (result.IsConnection)
        {
            _connectionDuration?.Find(key, labels).Observe(result.Seconds);
            return;
        }

        _duration?.Find(key, labels).Observe(result.Seconds);
        _requestSize?.Find(key, labels).Observe(result.RequestBytes);
        _responseSize?.Find(key, labels).Observe(result.ResponseBytes);
        if (result.SecondsToFirstByte is { } seconds)
        {
            _timeToFirstByte?.Find(key, labels).Observe(seconds);
        }
    }

    [InlineArray(Length)]
    private struct LabelBuffer
    {
        public const int Length = 12;

        private string _first;
    }
}
