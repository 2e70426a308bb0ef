namespace PrometheusMetrics.AspNetCore;

/// <summary>Returns the value of one label for a request.</summary>
internal delegate string RequestLabelValue(in RequestResult result);

/// <summary>The labels that describe a request that has ended, in the order of the preset, with those that options add.</summary>
internal sealed class RequestLabels
{
    private readonly RequestLabelValue[] _values;

    public RequestLabels(HttpMetricsOptions options)
    {
        var labels = Create(options);
        Names = [.. labels.Select(label => label.Name), .. options.CustomLabels.Select(label => label.Name)];
        _values = [.. labels.Select(label => label.Value)];
    }

    /// <summary>The names of the labels; those of <see cref="HttpMetricsOptions.CustomLabels"/> are the last.</summary>
    public string[] Names { get; }

    /// <summary>Writes the values of the labels.</summary>
    /// <param name="result">The request.</param>
    /// <param name="custom">The values of the custom labels.</param>
    /// <param name="values">As many values as there are names.</param>
    public void Write(in RequestResult result, ReadOnlySpan<string> custom, Span<string> values)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            values[i] = _values[i](in result);
        }

        custom.CopyTo(values[_values.Length..]);
    }

    /// <summary>Returns the names of the labels without the custom ones.</summary>
    public static IEnumerable<string> BuiltInNames(HttpMetricsOptions options) =>
        Create(options).Select(label => label.Name);

    private static List<(string Name, RequestLabelValue Value)> Create(HttpMetricsOptions options)
    {
        RequestLabelValue method = static (in result) => result.Method;
        RequestLabelValue route = static (in result) => result.Endpoint.Route;
        RequestLabelValue status = options.StatusClass
            ? static (in result) => StatusLabel.GetClass(result.Status)
            : static (in result) => StatusLabel.Get(result.Status);
        List<(string, RequestLabelValue)> labels = options.Preset switch
        {
            HttpMetricsPreset.PrometheusNet =>
            [
                ("code", status),
                ("method", method),
                ("controller", static (in result) => result.Endpoint.Controller),
                ("action", static (in result) => result.Endpoint.Action),
                ("endpoint", route),
            ],
            HttpMetricsPreset.OpenTelemetry =>
                [("http_request_method", method), ("http_response_status_code", status), ("http_route", route)],
            _ => [("method", method), ("status", status), ("route", route)],
        };
        var isOpenTelemetry = options.Preset == HttpMetricsPreset.OpenTelemetry;
        if (options.Host)
        {
            labels.Add((isOpenTelemetry ? "server_address" : "host", AddressLabels.GetHost));
        }

        if (options.Port)
        {
            labels.Add((isOpenTelemetry ? "server_port" : "port", AddressLabels.GetPort));
        }

        if (options.GrpcStatus)
        {
            labels.Add(("grpc_status", static (in result) => GrpcStatusLabel.Get(result.Context)));
        }

        return labels;
    }
}
