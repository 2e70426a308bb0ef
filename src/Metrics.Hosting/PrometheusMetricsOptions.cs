namespace PrometheusMetrics.Hosting;

/// <summary>Options for the registry of the host, bound to the configuration section <c>Prometheus</c>.</summary>
public sealed class PrometheusMetricsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus";

    /// <summary>The mistakes of the configuration section, or null. They are none if <see cref="Enabled"/> is false, which code may still
    /// set after the section was read.</summary>
    internal string? Mistakes { get; set; }

    /// <summary>Whether anything is measured, exposed and pushed.</summary>
    /// <value>true by default. false: the injected <see cref="IMetricFactory"/> records nothing, middleware passes requests on, endpoints
    /// answer 404, nothing is pushed or written, no collector is called, and no other option is checked.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether the standard metrics of the process, <c>process_*</c>, are exposed.</summary>
    /// <value>true by default.</value>
    public bool ProcessMetrics { get; set; } = true;

    /// <summary>Which metrics of the .NET runtime, <c>dotnet_*</c>, are exposed.</summary>
    /// <value><see cref="RuntimeMetricGroups.All"/> by default. In the configuration <c>true</c> or <c>false</c> stand for all groups, or
    /// <c>true</c> and <c>false</c> are set for each group: those that are not named keep the default.</value>
    public RuntimeMetricGroups RuntimeMetrics { get; set; } = RuntimeMetricGroups.All;

    /// <summary>Whether a scrape is answered with status 500, and a push sends nothing, if a collector fails.</summary>
    /// <value>false by default: the families of the collector are left out, the error is counted in <c>metrics_collector_errors_total</c>
    /// and logged, and the other families are sent.</value>
    public bool FailOnCollectorError { get; set; }

    /// <summary>The maximum time that a scrape or push waits for the custom collectors and observables; more than zero, at most 1 day. A
    /// scrape or push with a shorter timeout waits less.</summary>
    /// <value>5 seconds by default. A collector that takes longer counts as failing: the others are served without it, and it is not
    /// called again before it returns.</value>
    public TimeSpan CollectorTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the duration of the last call of each collector is exposed, as
    /// <c>metrics_collector_duration_seconds{collector}</c>.</summary>
    /// <value>false by default.</value>
    public bool CollectorDurations { get; set; }

    /// <summary>Whether the current trace, if it is recorded, becomes an exemplar of counters and histograms that do not set
    /// <see cref="ExemplarOptions.FromActivity"/>, including the HTTP metrics.</summary>
    /// <value>false by default.</value>
    public bool ExemplarsFromActivity { get; set; }

    /// <summary>The maximum number of series of each metric that does not set <see cref="InstrumentOptions.SeriesLimit"/>; 1 or
    /// more.</summary>
    /// <value>10,000 by default.</value>
    public int SeriesLimit { get; set; } = 10_000;

    /// <summary>The maximum length of a label value, in bytes of UTF-8; 1 or more. A longer one is cut at the end of a character, counted
    /// in <c>metrics_label_values_truncated_total</c>, and logged once per metric. Longer values of constant labels, and longer names of
    /// states, are rejected.</summary>
    /// <value>16,384 by default.</value>
    public int LabelValueLengthLimit { get; set; } = 16_384;

    /// <summary>Which names of metrics, labels and exemplar labels are accepted.</summary>
    /// <value><see cref="NameValidation.Legacy"/> by default.</value>
    public NameValidation NameValidation { get; set; }

    /// <summary>The names and values of labels that every series has, standard metrics and collectors included: the team, the shard or the
    /// region, for example. A metric with a label of the same name is rejected where it is created. A label that is in the grouping key of
    /// a Pushgateway too is left out of what is pushed there.</summary>
    /// <value>null by default: none.</value>
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Whether counters keep the names that they are created with, without the suffix <c>_total</c>, as if each set
    /// <see cref="CounterOptions.KeepName"/>.</summary>
    /// <value>false by default.</value>
    public bool KeepCounterNames { get; set; }

    /// <summary>The names and values of the labels of the info <c>target_info</c>, which describe the application as a whole: its version,
    /// for example, or the resource attributes of OpenTelemetry. A name with a dot needs <see cref="NameValidation.Utf8"/>; write
    /// <c>service_name</c>.</summary>
    /// <value>null by default: there is no such metric.</value>
    public Dictionary<string, string>? TargetInfo { get; set; }
}
