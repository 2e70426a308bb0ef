using System.Globalization;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A target that a Prometheus server scrapes.</summary>
/// <param name="Job">The value of the label <c>job</c> of its series.</param>
/// <param name="Endpoint">The whole address of the page, its path included.</param>
internal sealed record ScrapeTarget(string Job, Uri Endpoint)
{
    /// <value>1 second. A shorter one makes the next scrape come sooner, but a busy machine may then miss the time-out.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>As long as the interval. It cannot be longer.</value>
    public TimeSpan? Timeout { get; init; }

    /// <value>False: labels of the target that clash with those of the job are renamed to <c>exported_...</c>.</value>
    public bool HonorLabels { get; init; }

    /// <value>The formats that the server asks for, such as <c>PrometheusProto</c>, or null for its defaults. Prometheus 2.42 does not know
    /// the setting.</value>
    public string? Protocols { get; init; }

    /// <value>More settings, such as <c>basic_auth: { username: 'a', password: 'b' }</c>.</value>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The entry of the configuration file.</summary>
    public string ToYaml() => string.Create(CultureInfo.InvariantCulture, $"""
          - job_name: '{Job}'
            scheme: '{Endpoint.Scheme}'
            metrics_path: '{Endpoint.AbsolutePath}'
            scrape_interval: {Interval.TotalMilliseconds:F0}ms
            scrape_timeout: {(Timeout ?? Interval).TotalMilliseconds:F0}ms
            honor_labels: {(HonorLabels ? "true" : "false")}
            static_configs: [ targets: [ '{Endpoint.Authority}' ] ]
        {(Protocols is null ? "" : $"    scrape_protocols: [ {Protocols} ]")}
        {string.Join('\n', Settings.Select(setting => "    " + setting))}

        """);
}
