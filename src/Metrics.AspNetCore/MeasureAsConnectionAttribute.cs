namespace PrometheusMetrics.AspNetCore;

/// <summary>Marks an endpoint whose requests are long-lived, for example a gRPC stream. They are measured by
/// <c>http_connection_duration_seconds</c> and <c>http_connections_in_progress</c> instead of the metrics of requests. A request that is
/// answered with another status than 1xx or 2xx is an ordinary request. WebSockets, server-sent events and SignalR need no mark.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Delegate, AllowMultiple = false, Inherited = true)]
public sealed class MeasureAsConnectionAttribute : Attribute;
