namespace PrometheusMetrics.AspNetCore;

/// <summary>The names of the HTTP metrics in a preset, and the labels of its gauges. Metrics without a counterpart keep their
/// names.</summary>
internal sealed record HttpMetricNames
{
    public string Duration { get; private init; } = "http_request_duration_seconds";

    public string DurationHelp { get; private init; } = "Duration of HTTP requests.";

    public string InProgress { get; private init; } = "http_requests_in_progress";

    public string[] InProgressLabels { get; private init; } = ["method"];

    public string RequestSize { get; private init; } = "http_request_size_bytes";

    public string ResponseSize { get; private init; } = "http_response_size_bytes";

    public string TimeToFirstByte { get; } = "http_request_time_to_first_byte_seconds";

    public string ConnectionDuration { get; } = "http_connection_duration_seconds";

    public string ConnectionsInProgress { get; } = "http_connections_in_progress";

    public string ConnectionsInProgressLabel { get; private init; } = "route";

    /// <summary>The name of the counter of requests, or null if the count of the duration is the number of requests.</summary>
    public string? RequestCount { get; private init; }

    /// <summary>The default buckets of durations.</summary>
    public double[] Buckets { get; private init; } = PrometheusMetrics.Buckets.Default;

    public static HttpMetricNames Get(HttpMetricsPreset preset) => preset switch
    {
        HttpMetricsPreset.PrometheusNet => new()
        {
            InProgressLabels = ["method", "controller", "action", "endpoint"],
            ConnectionsInProgressLabel = "endpoint",
            RequestCount = "http_requests_received_total",
            Buckets = PrometheusMetrics.Buckets.Exponential(0.001, 2, 16),
        },

        // Source: OpenTelemetry, "Semantic conventions for HTTP metrics".
        HttpMetricsPreset.OpenTelemetry => new()
        {
            Duration = "http_server_request_duration_seconds",
            InProgress = "http_server_active_requests",
            InProgressLabels = ["http_request_method", "url_scheme"],
            RequestSize = "http_server_request_body_size_bytes",
            ResponseSize = "http_server_response_body_size_bytes",
            ConnectionsInProgressLabel = "http_route",
            Buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        },
        _ => new() { DurationHelp = "Duration of HTTP requests by method, status and route." },
    };
}
