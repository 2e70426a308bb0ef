namespace PrometheusMetrics.Hosting;

/// <summary>Options of the host's registry, bound to the configuration section <c>Prometheus</c>.</summary>
public sealed class PrometheusMetricsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus";

    /// <summary>Whether the standard metrics of the process, <c>process_*</c>, are there.</summary>
    /// <value>true by default.</value>
    public bool ProcessMetrics { get; set; } = true;

    /// <summary>Whether the metrics of the .NET runtime, <c>dotnet_*</c>, are there.</summary>
    /// <value>true by default.</value>
    public bool RuntimeMetrics { get; set; } = true;

    /// <summary>Whether a scrape answers 500, and a push sends nothing, if a collector fails.</summary>
    /// <value>false by default: its families are left out, the error is counted in <c>metrics_collector_errors_total</c> and logged, and the rest is sent.</value>
    public bool FailOnCollectorError { get; set; }

    /// <summary>Whether counters and histograms that don't say it themselves (<see cref="ExemplarOptions.FromActivity"/>) take the current trace, if it is
    /// recorded, as an exemplar: the HTTP metrics too.</summary>
    /// <value>false by default.</value>
    public bool ExemplarsFromActivity { get; set; }

    /// <summary>How many series a metric may have that sets no <see cref="InstrumentOptions.SeriesLimit"/> of its own; 1 or more.</summary>
    /// <value>10,000 by default.</value>
    public int SeriesLimit { get; set; } = 10_000;
}
