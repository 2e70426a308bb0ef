using System.Runtime.CompilerServices;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Returns the value of a label that an option adds.</summary>
internal delegate string AddedLabelValue(in RequestResult result);

/// <summary>The labels that describe a request that has ended, in the order of the preset, with those that options add.</summary>
internal sealed class RequestLabels
{
    private readonly KeyLabel<RequestKey>[] _preset;
    private readonly AddedLabelValue[] _added;
    private readonly bool _haveStatusClass;

    public RequestLabels(HttpMetricsOptions options)
    {
        var preset = CreatePreset(options);
        var added = CreateAdded(options);
        Names =
        [
            .. preset.Select(label => label.Name),
            .. added.Select(label => label.Name),
            .. options.CustomLabels.Select(label => label.Name),
        ];
        _preset = [.. preset.Select(label => label.Value)];
        _added = [.. added.Select(label => label.Value)];
        _haveStatusClass = options.StatusClass;
    }

    /// <summary>The names of the labels; those of <see cref="HttpMetricsOptions.CustomLabels"/> are the last.</summary>
    public string[] Names { get; }

    /// <summary>Whether the key of a request tells all labels: no option adds one.</summary>
    public bool AreOfKey => Names.Length == _preset.Length;

    /// <summary>Returns the names of the labels without the custom ones.</summary>
    public static IEnumerable<string> BuiltInNames(HttpMetricsOptions options) =>
        [.. CreatePreset(options).Select(label => label.Name), .. CreateAdded(options).Select(label => label.Name)];

    /// <summary>Returns the key of a request. It is the same for all requests with the same labels of the preset.</summary>
    public RequestKey GetKey(in RequestResult result) => new(
        result.Method, _haveStatusClass ? StatusLabel.GetFirstOfClass(result.Status) : result.Status, result.Endpoint.Labels);

    /// <summary>Returns the values of the labels, if they <see cref="AreOfKey"/>.</summary>
    public ITuple Get(RequestKey key) => KeyLabels<RequestKey>.Get(_preset, key);

    /// <summary>Writes the values of the labels.</summary>
    /// <param name="key">The key of the request.</param>
    /// <param name="result">The request.</param>
    /// <param name="custom">The values of the custom labels.</param>
    /// <param name="values">As many values as there are names.</param>
    public void Write(in RequestKey key, in RequestResult result, ReadOnlySpan<string> custom, Span<string> values)
    {
        for (var i = 0; i < _preset.Length; i++)
        {
            values[i] = _preset[i](in key);
        }

        for (var i = 0; i < _added.Length; i++)
        {
            values[_preset.Length + i] = _added[i](in result);
        }

        custom.CopyTo(values[(_preset.Length + _added.Length)..]);
    }

    private static List<(string Name, KeyLabel<RequestKey> Value)> CreatePreset(HttpMetricsOptions options)
    {
        KeyLabel<RequestKey> method = static (in key) => key.Method;
        KeyLabel<RequestKey> route = static (in key) => key.Endpoint.Route;
        KeyLabel<RequestKey> status = options.StatusClass
            ? static (in key) => StatusLabel.GetClass(key.Status)
            : static (in key) => StatusLabel.Get(key.Status);
        return options.Preset switch
        {
            HttpMetricsPreset.PrometheusNet =>
            [
                ("code", status),
                ("method", method),
                ("controller", static (in key) => key.Endpoint.Controller),
                ("action", static (in key) => key.Endpoint.Action),
                ("endpoint", route),
            ],
            HttpMetricsPreset.OpenTelemetry =>
                [("http_request_method", method), ("http_response_status_code", status), ("http_route", route)],
            _ => [("method", method), ("status", status), ("route", route)],
        };
    }

    private static List<(string Name, AddedLabelValue Value)> CreateAdded(HttpMetricsOptions options)
    {
        var isOpenTelemetry = options.Preset == HttpMetricsPreset.OpenTelemetry;
        List<(string, AddedLabelValue)> labels = [];
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
