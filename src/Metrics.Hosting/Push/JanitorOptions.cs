namespace PrometheusMetrics.Hosting;

/// <summary>Options for the janitor of a host, which deletes groups whose lease is over, bound to the configuration section
/// <c>Prometheus:PushgatewayJanitor</c>.</summary>
public sealed class JanitorOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:PushgatewayJanitor";

    internal static OptionsSection<JanitorOptions> Section { get; } = new OptionsSection<JanitorOptions>("PushgatewayJanitor")
        .AddBoolean(nameof(Enabled), (options, value) => options.Enabled = value)
        .AddTime(nameof(Interval), (options, value) => options.Interval = value)
        .AddTime(nameof(Timeout), (options, value) => options.Timeout = value)
        .AddTexts(nameof(Jobs), (options, value) => options.Jobs = value);

    /// <summary>Whether the janitor runs. One instance of an application is enough.</summary>
    /// <value>true by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The time between two looks at the gateways, which varies by a tenth; 1 second to 1 day. Set it to at most half of the
    /// shortest lease.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The maximum duration of one request; more than zero, at most 1 day.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The jobs whose groups may be deleted.</summary>
    /// <value>null by default: every group that has a lease, whatever its job. An empty array means the same.</value>
    public string[]? Jobs { get; set; }
}
