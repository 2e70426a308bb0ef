using Microsoft.AspNetCore.Http;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Options for the HTTP metrics, bound to the configuration section <c>Prometheus:HttpMetrics</c>.</summary>
/// <remarks>The names of the metrics are those of <see cref="HttpMetricsPreset.Default"/>.</remarks>
public sealed class HttpMetricsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:HttpMetrics";

    internal const string RouteParametersKey = "RouteParameters";

    internal static OptionsSection<HttpMetricsOptions> Section { get; } = new OptionsSection<HttpMetricsOptions>("HttpMetrics")
        .AddEnum<HttpMetricsPreset>(nameof(Preset), static (options, value) => options.Preset = value)
        .AddSection<HttpHistogramOptions>(nameof(Duration), static options => options.Duration, HttpHistogramOptions.DescribeKeys)
        .AddSection<HttpInstrumentOptions>(nameof(InProgress), static options => options.InProgress, HttpInstrumentOptions.DescribeKeys)
        .AddSection<HttpInstrumentOptions>(nameof(RequestCount), static options => options.RequestCount, HttpInstrumentOptions.DescribeKeys)
        .AddSection<HttpHistogramOptions>(nameof(RequestSize), static options => options.RequestSize, HttpHistogramOptions.DescribeKeys)
        .AddSection<HttpHistogramOptions>(nameof(ResponseSize), static options => options.ResponseSize, HttpHistogramOptions.DescribeKeys)
        .AddSection<HttpHistogramOptions>(
            nameof(TimeToFirstByte), static options => options.TimeToFirstByte, HttpHistogramOptions.DescribeKeys)
        .AddSection<HttpHistogramOptions>(
            nameof(ConnectionDuration), static options => options.ConnectionDuration, HttpHistogramOptions.DescribeKeys)
        .AddSection<HttpInstrumentOptions>(
            nameof(ConnectionsInProgress), static options => options.ConnectionsInProgress, HttpInstrumentOptions.DescribeKeys)
        .AddBoolean(nameof(StatusClass), static (options, value) => options.StatusClass = value)
        .AddBoolean(nameof(Host), static (options, value) => options.Host = value)
        .AddBoolean(nameof(Port), static (options, value) => options.Port = value)
        .AddBoolean(nameof(GrpcStatus), static (options, value) => options.GrpcStatus = value)
        .AddMap(RouteParametersKey, static (options, value) => options.AddRouteParameters(value));

    /// <summary>The names, labels and default buckets of the metrics.</summary>
    /// <value><see cref="HttpMetricsPreset.Default"/> by default.</value>
    public HttpMetricsPreset Preset { get; set; }

    /// <summary>Options for <c>http_request_duration_seconds</c>: the duration of requests, until the response is complete.</summary>
    /// <value>Enabled by default, with <see cref="Buckets.Default"/>, from 5 ms to 10 s.</value>
    public HttpHistogramOptions Duration { get; } = new(enabled: true);

    /// <summary>Options for <c>http_requests_in_progress</c>: the number of requests that are currently in progress.</summary>
    /// <value>Enabled by default.</value>
    public HttpInstrumentOptions InProgress { get; } = new(enabled: true);

    /// <summary>Options for <c>http_requests_received_total</c>, which exists in the preset <see cref="HttpMetricsPreset.PrometheusNet"/>
    /// only: in the others, the count of <see cref="Duration"/> is the number of requests.</summary>
    /// <value>Enabled by default.</value>
    public HttpInstrumentOptions RequestCount { get; } = new(enabled: true);

    /// <summary>Options for <c>http_request_size_bytes</c>: the size of request bodies. It is the Content-Length, or the number of bytes
    /// that the application has read if there is none.</summary>
    /// <value>Not enabled by default. Buckets from 256 B to 16 MiB.</value>
    public HttpHistogramOptions RequestSize { get; } = new(enabled: false);

    /// <summary>Options for <c>http_response_size_bytes</c>: the size of response bodies as they were sent, after compression.</summary>
    /// <value>Not enabled by default. Buckets from 256 B to 16 MiB.</value>
    public HttpHistogramOptions ResponseSize { get; } = new(enabled: false);

    /// <summary>Options for <c>http_request_time_to_first_byte_seconds</c>: the time until the first byte of the response body is sent. A
    /// response without a body is not observed.</summary>
    /// <value>Not enabled by default. The buckets of <see cref="Duration"/> in the preset.</value>
    public HttpHistogramOptions TimeToFirstByte { get; } = new(enabled: false);

    /// <summary>Options for <c>http_connection_duration_seconds</c>: the duration of long-lived requests such as WebSockets and server-sent
    /// events, which are not in the other histograms.</summary>
    /// <value>Enabled by default, with buckets from 1 second to 1 day.</value>
    public HttpHistogramOptions ConnectionDuration { get; } = new(enabled: true);

    /// <summary>Options for <c>http_connections_in_progress</c>: the number of long-lived requests that are currently open.</summary>
    /// <value>Enabled by default.</value>
    public HttpInstrumentOptions ConnectionsInProgress { get; } = new(enabled: true);

    /// <summary>Whether the label for the status has only the class of the status: <c>2xx</c> instead of <c>200</c> and
    /// <c>204</c>.</summary>
    /// <value>false by default.</value>
    public bool StatusClass { get; set; }

    /// <summary>Whether the metrics have the label <c>host</c>: the host that the client requested, in lower case and without the port; an
    /// empty value if no endpoint was selected. A client may send any host, so combine it with the framework's option
    /// <c>AllowedHosts</c>; without that, only the series limit bounds the number of values.</summary>
    /// <value>false by default. In the preset <see cref="HttpMetricsPreset.OpenTelemetry"/> the label is <c>server_address</c>.</value>
    public bool Host { get; set; }

    /// <summary>Whether the metrics have the label <c>port</c>: the local port of the connection; an empty value if there is none, as on a
    /// Unix domain socket.</summary>
    /// <value>false by default. In the preset <see cref="HttpMetricsPreset.OpenTelemetry"/> the label is <c>server_port</c>.</value>
    public bool Port { get; set; }

    /// <summary>Whether the metrics have the label <c>grpc_status</c>: the name of the status of a gRPC call, such as <c>OK</c> or
    /// <c>NOT_FOUND</c>; an empty value for other requests, and for gRPC-Web, which sends the status in the body.</summary>
    /// <value>false by default.</value>
    public bool GrpcStatus { get; set; }

    /// <summary>A function that returns whether a request is measured. It is called when the request arrives, possibly before an endpoint
    /// is selected: decide by the path or a header, and use <c>DisableHttpMetrics()</c> to exclude an endpoint. If it throws, the request
    /// is measured, and the error is counted in <c>metrics_http_filter_errors_total</c>. It must be thread-safe.</summary>
    /// <value>null by default: every request is measured. It has no key in the configuration.</value>
    public Func<HttpContext, bool>? Filter { get; set; }

    internal List<CustomLabel> CustomLabels { get; } = [];

    /// <summary>Adds a label to every counter and histogram of the HTTP metrics. Its values must be few: each is a series of its own in
    /// each metric, up to the series limit.</summary>
    /// <param name="name">The name of the label. It is checked when the application starts.</param>
    /// <param name="getValue">A function that returns the value for a request. It is called once, after the request was handled, and must
    /// be thread-safe. If it throws or returns null, the value is empty, and the error is counted in
    /// <c>metrics_http_label_errors_total</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example><code>options.AddLabel("tenant", context => context.User.FindFirst("tenant")?.Value ?? "");</code></example>
    public void AddLabel(string name, Func<HttpContext, string?> getValue)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(getValue);
        CustomLabels.Add(new CustomLabel(name, null, getValue));
    }

    /// <summary>Adds a label whose value is that of a route parameter; an empty value if the route has no such parameter. The client
    /// chooses the value: add a parameter whose constraint allows few values. The label is in every counter and histogram of the HTTP
    /// metrics. In the configuration, the map <c>RouteParameters</c> has parameters and their labels.</summary>
    /// <param name="parameter">The name of the parameter, such as <c>version</c>.</param>
    /// <param name="label">The name of the label, or null for the name of the parameter. It is checked when the application
    /// starts.</param>
    /// <exception cref="ArgumentException"><paramref name="parameter"/> is empty or white space.</exception>
    public void AddRouteParameter(string parameter, string? label = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(parameter);
        if (!CustomLabels.Exists(added => added.Name == (label ?? parameter) && added.Parameter == parameter))
        {
            CustomLabels.Add(new CustomLabel(label ?? parameter, parameter, null));
        }
    }

    private void AddRouteParameters(Dictionary<string, string> labels)
    {
        foreach (var (parameter, label) in labels)
        {
            AddRouteParameter(parameter, label.Length == 0 ? null : label);
        }
    }
}
