using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Options for pushes to a Pushgateway or a similar server. The default instance is bound to the configuration section
/// <c>Prometheus:Pushgateway</c>, a named instance to <c>Prometheus:Pushgateways:&lt;name&gt;</c>. What changes in the configuration while
/// the application runs is taken up from the next push on.</summary>
public sealed class PushgatewayOptions
{
    /// <summary>The name of the configuration section of the default instance.</summary>
    public const string SectionName = "Prometheus:Pushgateway";

    /// <summary>The name of the configuration section below which named instances have sections of their own.</summary>
    public const string NamedSectionName = "Prometheus:Pushgateways";

    /// <summary>The name of the <see cref="HttpClient"/> that pushes use; for a named instance a dot and its name follow, such as
    /// <c>Metrics.Pushgateway.eu</c>. To set up TLS, proxies and handlers, configure it with <c>services.AddHttpClient(name)</c>.</summary>
    /// <remarks>A handler that changes the address of the request must restore <see cref="HttpRequestMessage.RequestUri"/> before it
    /// returns the response. Otherwise the push fails, because a successful response from another address counts as a
    /// redirect.</remarks>
    public const string HttpClientName = "Metrics.Pushgateway";

    internal static OptionsSection<PushgatewayOptions> Section { get; } = new OptionsSection<PushgatewayOptions>("Pushgateway")
        .AddText(nameof(Endpoint), (options, value) => options.Endpoint = value)
        .AddEnum<PushgatewayKind>(nameof(Kind), (options, value) => options.Kind = value)
        .AddText(nameof(Job), (options, value) => options.Job = value)
        .AddMap(nameof(GroupingKey), (options, value) => options.GroupingKey = value)
        .AddTime(nameof(Interval), (options, value) => options.Interval = value)
        .AddBoolean(nameof(PushOnStart), (options, value) => options.PushOnStart = value)
        .AddBoolean(nameof(PushOnShutdown), (options, value) => options.PushOnShutdown = value)
        .AddBoolean(nameof(DeleteOnShutdown), (options, value) => options.DeleteOnShutdown = value)
        .AddBoolean(nameof(FailOnLostPush), (options, value) => options.FailOnLostPush = value)
        .AddTime(nameof(Timeout), (options, value) => options.Timeout = value)
        .AddEnum<PushMethod>(nameof(Method), (options, value) => options.Method = value)
        .AddEnum<PushFormat>(nameof(Format), (options, value) => options.Format = value)
        .AddBoolean(nameof(Gzip), (options, value) => options.Gzip = value)
        .AddEnum<NameValidation>(nameof(NameValidation), (options, value) => options.NameValidation = value)
        .AddTime(nameof(Lease), (options, value) => options.Lease = value)
        .AddBoolean(nameof(ResendUncertain), (options, value) => options.ResendUncertain = value)
        .AddBoolean(nameof(IncludeGauges), (options, value) => options.IncludeGauges = value)
        .AddTexts(nameof(Include), (options, value) => options.Include = value)
        .AddTexts(nameof(Exclude), (options, value) => options.Exclude = value)
        .AddBoolean(nameof(StandardMetrics), (options, value) => options.StandardMetrics = value)
        .AddText(nameof(UserName), (options, value) => options.UserName = value)
        .AddText(nameof(Password), (options, value) => options.Password = value)
        .AddText(nameof(PasswordFile), (options, value) => options.PasswordFile = value)
        .AddText(nameof(BearerToken), (options, value) => options.BearerToken = value)
        .AddText(nameof(BearerTokenFile), (options, value) => options.BearerTokenFile = value)
        .AddMap(nameof(Headers), (options, value) => options.Headers = value);

    /// <summary>The address of the Pushgateway, such as <c>http://pushgateway:9091</c>. A user name and password in it are sent as an
    /// Authorization header and never logged.</summary>
    /// <value>null by default: nothing is pushed.</value>
    public string? Endpoint { get; set; }

    /// <summary>What kind of server receives the pushes.</summary>
    /// <value><see cref="PushgatewayKind.Pushgateway"/> by default.</value>
    public PushgatewayKind Kind { get; set; }

    /// <summary>The job under which the metrics are grouped.</summary>
    /// <value>null by default: the application's name.</value>
    public string? Job { get; set; }

    /// <summary>Further labels that identify the group, such as <c>instance</c>. Instances that push with the same job and grouping key
    /// overwrite each other. In the values <c>{MachineName}</c>, <c>{ProcessId}</c> and <c>{EnvironmentName}</c> are replaced; a brace is
    /// written twice: <c>{{</c>.</summary>
    /// <value>null by default: none.</value>
    public Dictionary<string, string>? GroupingKey { get; set; }

    /// <summary>The time between two pushes; 1 millisecond to 1 day. What a push replaces depends on <see cref="Kind"/> and
    /// <see cref="Method"/>; by default it replaces the group.</summary>
    /// <value>null by default: no pushes on an interval.</value>
    public TimeSpan? Interval { get; set; }

    /// <summary>Whether to push once when the host has started.</summary>
    /// <value>false by default.</value>
    public bool PushOnStart { get; set; }

    /// <summary>Whether to push once more when every hosted service, including the web server, has stopped.</summary>
    /// <value>true by default.</value>
    public bool PushOnShutdown { get; set; } = true;

    /// <summary>Whether to delete the group at shutdown, in place of the last push. If job, grouping key or endpoint change while the
    /// application runs, the old group is deleted after the first push to the new one.</summary>
    /// <value>false by default: the gateway keeps the group until it is deleted.</value>
    public bool DeleteOnShutdown { get; set; }

    /// <summary>Whether the process ends with exit code 1 if the last push is lost, so that the caller of a batch job, such as cron,
    /// notices.</summary>
    /// <value>false by default.</value>
    public bool FailOnLostPush { get; set; }

    /// <summary>The maximum duration of a push; more than zero, at most 1 day. The push at shutdown also ends when the host's shutdown
    /// timeout expires.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a push replaces the whole group (<see cref="PushMethod.Put"/>), or only the metrics of the same names. Used for
    /// <see cref="PushgatewayKind.Pushgateway"/> only.</summary>
    /// <value><see cref="PushMethod.Put"/> by default.</value>
    public PushMethod Method { get; set; }

    /// <summary>The format of the pushes.</summary>
    /// <value><see cref="PushFormat.Text"/> by default, which every version of the gateway supports.</value>
    public PushFormat Format { get; set; }

    /// <summary>Whether the pushes are compressed by gzip, which gateways from 1.5.0 on support.</summary>
    /// <value>false by default.</value>
    public bool Gzip { get; set; }

    /// <summary>Which names the gateway accepts. <see cref="PrometheusMetrics.NameValidation.Utf8"/> is for gateways from 1.11 on that run
    /// with <c>--push.enable-utf8-names</c>.</summary>
    /// <value><see cref="PrometheusMetrics.NameValidation.Legacy"/> by default: other characters are replaced by underscores.</value>
    public NameValidation NameValidation { get; set; }

    /// <summary>How long the group is valid after a push; 1 second to 365 days, and longer than <see cref="Interval"/>. It is pushed as
    /// <c>metrics_push_lease_seconds</c>, and <c>PushgatewayJanitor</c> deletes groups whose lease is over.</summary>
    /// <value>null by default: no lease, and no janitor deletes the group.</value>
    public TimeSpan? Lease { get; set; }

    /// <summary>What happens to the additions of a push to an <see cref="PushgatewayKind.Aggregating"/> gateway whose answer was lost. If
    /// true, they are sent again, and may be counted twice. If false, they are not sent again, and may be missing.</summary>
    /// <value>false by default.</value>
    public bool ResendUncertain { get; set; }

    /// <summary>Whether gauges, infos and state sets are pushed to an <see cref="PushgatewayKind.Aggregating"/> gateway, with their current
    /// values. Set it only if the gateway replaces gauges, as Gravel does: prom-aggregation-gateway adds them up.</summary>
    /// <value>false by default.</value>
    public bool IncludeGauges { get; set; }

    /// <summary>Patterns of the names of metrics to push, in which <c>*</c> stands for any text and <c>?</c> for one character. The name of
    /// a counter or info matches with and without <c>_total</c> or <c>_info</c>.</summary>
    /// <value>null by default: all. An empty array means the same.</value>
    public string[]? Include { get; set; }

    /// <summary>Patterns of the names of metrics that are not pushed, also if <see cref="Include"/> matches them.</summary>
    /// <value>null by default: none.</value>
    public string[]? Exclude { get; set; }

    /// <summary>Whether the standard metrics of the process and the runtime, <c>process_*</c> and <c>dotnet_*</c>, are pushed.</summary>
    /// <value>true by default.</value>
    public bool StandardMetrics { get; set; } = true;

    /// <summary>The user name for basic authentication; it has no colon.</summary>
    /// <value>null by default: none, or the one in <see cref="Endpoint"/>.</value>
    public string? UserName { get; set; }

    /// <summary>The password for basic authentication.</summary>
    /// <value>null by default.</value>
    public string? Password { get; set; }

    /// <summary>The path of a file with the password. It is read at each push, so that a secret that changes is taken up; line breaks at
    /// its end are removed.</summary>
    /// <value>null by default.</value>
    public string? PasswordFile { get; set; }

    /// <summary>The token for bearer authentication.</summary>
    /// <value>null by default.</value>
    public string? BearerToken { get; set; }

    /// <summary>The path of a file with the token, which is read as <see cref="PasswordFile"/> is.</summary>
    /// <value>null by default.</value>
    public string? BearerTokenFile { get; set; }

    /// <summary>Further headers of each request. Their values are never logged.</summary>
    /// <value>null by default: none.</value>
    public Dictionary<string, string>? Headers { get; set; }

    internal bool IsOn => !string.IsNullOrEmpty(Endpoint);

    /// <summary>The schedule of the pushes.</summary>
    internal MetricExportOptions CreateSchedule() => new()
    {
        ExportOnStart = IsOn && PushOnStart,
        Interval = IsOn ? Interval : null,
        ExportOnShutdown = IsOn && (PushOnShutdown || DeleteOnShutdown),
        FailOnLostExport = FailOnLostPush,
        Timeout = Timeout,
    };
}
