using System.Globalization;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The instruments of the HTTP metrics, and the only class that uses their label names.</summary>
internal sealed class HttpInstruments
{
    public const string DurationName = "http_request_duration_seconds";

    private const int FirstStatus = 100;
    private const int StatusCount = 500;

    private static readonly string[] Statuses =
        [.. Enumerable.Range(FirstStatus, StatusCount).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    private readonly RouteLabels _routes = new();
    private readonly IMetricFamily<IHistogram> _duration;
    private readonly IMetricFamily<IGauge> _inProgress;

    public HttpInstruments(IMetricFactory factory, HttpMetricsOptions options)
    {
        _duration = factory.CreateHistogram(
            DurationName,
            "Duration of HTTP requests by method, status and route.",
            ["method", "status", "route"],
            new HistogramOptions { Unit = "seconds", Buckets = options.Buckets });
        _inProgress = factory.CreateGauge("http_requests_in_progress", "Number of HTTP requests currently in progress.", "method");
    }

    public void Begin(string method) => _inProgress.WithLabels(method).Inc();

    public void End(string method) => _inProgress.WithLabels(method).Dec();

    public void Observe(in RequestResult result) =>
        _duration.WithLabels(result.Method, StatusText(result.Status), _routes.Get(result.Endpoint)).Observe(result.Duration.TotalSeconds);

    private static string StatusText(int status) =>
        status is >= FirstStatus and < FirstStatus + StatusCount
            ? Statuses[status - FirstStatus]
            : status.ToString(CultureInfo.InvariantCulture);
}
