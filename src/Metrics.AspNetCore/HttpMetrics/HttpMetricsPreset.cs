namespace PrometheusMetrics.AspNetCore;

/// <summary>The names, labels and default buckets of the HTTP metrics.</summary>
public enum HttpMetricsPreset
{
    /// <summary>The names of this library: <c>http_request_duration_seconds{method,status,route}</c>.</summary>
    Default,

    /// <summary>The names of prometheus-net: <c>http_request_duration_seconds{code,method,controller,action,endpoint}</c> and
    /// <c>http_requests_received_total</c> with the same labels, and buckets from 1 ms to 32.8 s.</summary>
    PrometheusNet,

    /// <summary>The names of OpenTelemetry's semantic conventions:
    /// <c>http_server_request_duration_seconds{http_request_method,http_response_status_code,http_route}</c>, and buckets from 5 ms to
    /// 10 s.</summary>
    OpenTelemetry,
}
