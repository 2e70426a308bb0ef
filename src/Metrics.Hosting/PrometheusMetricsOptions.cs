namespace PrometheusMetrics.Hosting;

/// <summary>Options for the registry of the host, bound to the configuration section <c>Prometheus</c>.</summary>
public sealed class PrometheusMetricsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus";

    /// <summary>Whether the standard metrics of the process, <c>process_*</c>, are exposed.</summary>
    /// <value>true by default.</value>
    public bool ProcessMetrics { get; set; } = true;

    /// <summary>Whether the metrics of the .NET runtime, <c>dotnet_*</c>, are exposed.</summary>
    /// <value>true by default.</value>
    public bool RuntimeMetrics { get; set; } = true;

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
}
