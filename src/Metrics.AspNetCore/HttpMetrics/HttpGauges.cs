using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The gauges of requests and connections that are in progress.</summary>
internal sealed class HttpGauges
{
    private const string OtherScheme = "_OTHER";

    private readonly HttpMetricsPreset _preset;
    private readonly IMetricFamily<IGauge, ProgressKey>? _requests;
    private readonly IMetricFamily<IGauge>? _connections;

    public HttpGauges(IMetricFactory factory, HttpMetricsOptions options, HttpMetricNames names)
    {
        _preset = options.Preset;
        var labels = GetLabels(_preset);
        _requests = options.InProgress.Enabled
            ? factory.CreateGauge(
                names.InProgress,
                "Number of HTTP requests currently in progress.",
                names.InProgressLabels,
                (ProgressKey key) => KeyLabels<ProgressKey>.Get(labels, key))
            : null;
        _connections = options.ConnectionsInProgress.Enabled
            ? factory.CreateGauge(
                names.ConnectionsInProgress,
                "Number of long-lived HTTP requests, such as WebSockets, currently open.",
                names.ConnectionsInProgressLabel)
            : null;
    }

    /// <summary>Counts a request as in progress, in the series of its endpoint if the preset has one for each endpoint.</summary>
    /// <param name="current">The gauge that counts the request already, or null; receives the one that counts it now.</param>
    /// <param name="context">The request.</param>
    /// <param name="method">The label value of its method.</param>
    /// <param name="endpoint">The endpoint that is selected for the request so far.</param>
    public void EnterRequest(ref IGauge? current, HttpContext context, string method, MeasuredEndpoint endpoint)
    {
        if (_requests is null || (current is not null && _preset != HttpMetricsPreset.PrometheusNet))
        {
            return;
        }

        var gauge = _requests.WithLabels(_preset switch
        {
            HttpMetricsPreset.PrometheusNet => new ProgressKey(method, "", endpoint.Labels),
            HttpMetricsPreset.OpenTelemetry => new ProgressKey(method, GetScheme(context.Request), EndpointLabels.None),
            _ => new ProgressKey(method, "", EndpointLabels.None),
        });
        current?.Dec();
        gauge.Inc();
        current = gauge;
    }

    /// <summary>Counts a connection as open.</summary>
    /// <returns>The gauge to decrement when it ends, or null.</returns>
    public IGauge? EnterConnection(MeasuredEndpoint endpoint)
    {
        var gauge = _connections?.WithLabels(endpoint.Labels.Route);
        gauge?.Inc();
        return gauge;
    }

    private static KeyLabel<ProgressKey>[] GetLabels(HttpMetricsPreset preset)
    {
        KeyLabel<ProgressKey> method = static (in key) => key.Method;
        return preset switch
        {
            HttpMetricsPreset.PrometheusNet =>
            [
                method,
                static (in key) => key.Endpoint.Controller,
                static (in key) => key.Endpoint.Action,
                static (in key) => key.Endpoint.Route,
            ],
            HttpMetricsPreset.OpenTelemetry => [method, static (in key) => key.Scheme],
            _ => [method],
        };
    }

    // A proxy's header may have set any scheme.
    private static string GetScheme(HttpRequest request) =>
        request.IsHttps ? "https" : string.Equals(request.Scheme, "http", StringComparison.OrdinalIgnoreCase) ? "http" : OtherScheme;
}
