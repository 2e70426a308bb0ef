using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Options for pushes to a Pushgateway, bound to the configuration section <c>Prometheus:Pushgateway</c>.</summary>
public sealed class PushgatewayOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:Pushgateway";

    /// <summary>The name of the <see cref="HttpClient"/> that pushes use. To set up TLS, proxies and handlers, configure it with
    /// <c>services.AddHttpClient(name)</c>.</summary>
    public const string HttpClientName = "Metrics.Pushgateway";

    internal static OptionsSection<PushgatewayOptions> Section { get; } = new OptionsSection<PushgatewayOptions>("Pushgateway")
        .AddText(nameof(Endpoint), (options, value) => options.Endpoint = value)
        .AddText(nameof(Job), (options, value) => options.Job = value)
        .AddMap(nameof(GroupingKey), (options, value) => options.GroupingKey = value)
        .AddTime(nameof(Interval), (options, value) => options.Interval = value)
        .AddBoolean(nameof(PushOnShutdown), (options, value) => options.PushOnShutdown = value)
        .AddTime(nameof(Timeout), (options, value) => options.Timeout = value);

    /// <summary>The address of the Pushgateway, such as <c>http://pushgateway:9091</c>. A user name and password in it are sent as an
    /// Authorization header and never logged.</summary>
    /// <value>null by default: nothing is pushed.</value>
    public string? Endpoint { get; set; }

    /// <summary>The job under which the metrics are grouped.</summary>
    /// <value>null by default: the application's name.</value>
    public string? Job { get; set; }

    /// <summary>Further labels that identify the group, such as <c>instance</c>. Instances that push with the same job and grouping key
    /// overwrite each other.</summary>
    /// <value>null by default: none.</value>
    public Dictionary<string, string>? GroupingKey { get; set; }

    /// <summary>The time between two pushes; 1 millisecond to 1 day. Each push replaces the group.</summary>
    /// <value>null by default: no pushes on an interval.</value>
    public TimeSpan? Interval { get; set; }

    /// <summary>Whether to push once more when every hosted service, including the web server, has stopped.</summary>
    /// <value>true by default.</value>
    public bool PushOnShutdown { get; set; } = true;

    /// <summary>The maximum duration of a push; more than zero, at most 1 day. The push at shutdown also ends when the host's shutdown
    /// timeout expires.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Creates the target of the pushes. Endpoint and job must be set.</summary>
    /// <exception cref="ArgumentException">Endpoint, job or grouping key is illegal.</exception>
    internal PushgatewayTarget CreateTarget() => new(Endpoint!, Job!, [.. (GroupingKey ?? []).Select(label => (label.Key, label.Value))]);
}
