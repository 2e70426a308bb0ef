using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Options of the pushes to a Pushgateway, bound to the configuration section <c>Prometheus:Pushgateway</c>.</summary>
public sealed class PushgatewayOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:Pushgateway";

    /// <summary>The name of the <see cref="HttpClient"/> that pushes use: configure it with <c>services.AddHttpClient(name)</c> for TLS, proxies and handlers of
    /// your own.</summary>
    public const string HttpClientName = "Metrics.Pushgateway";

    /// <summary>The gateway's address, such as <c>http://pushgateway:9091</c>. Name and password in it are sent as an Authorization header and never logged.</summary>
    /// <value>null by default: nothing is pushed.</value>
    public string? Endpoint { get; set; }

    /// <summary>The job under which the metrics are grouped.</summary>
    /// <value>null by default: the application's name.</value>
    public string? Job { get; set; }

    /// <summary>Further labels that name the group, such as <c>instance</c>. Instances that push under the same job and key overwrite each other.</summary>
    /// <value>null by default: none.</value>
    public Dictionary<string, string>? GroupingKey { get; set; }

    /// <summary>How often to push; 1 millisecond to 1 day. Each push replaces the group.</summary>
    /// <value>null by default: no pushes on an interval.</value>
    public TimeSpan? Interval { get; set; }

    /// <summary>Whether to push once more when every hosted service, the web server too, has stopped.</summary>
    /// <value>true by default.</value>
    public bool PushOnShutdown { get; set; } = true;

    /// <summary>How long a push may take; more than zero, at most 1 day. The push at shutdown ends with the host's shutdown time, too.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <exception cref="ArgumentException">Endpoint, job or grouping key is not of the kind that a Pushgateway takes.</exception>
    internal PushgatewayTarget CreateTarget() => new(Endpoint!, Job!, GroupingKey);
}
