namespace PrometheusMetrics;

/// <summary>What may be said about a registry when it is made.</summary>
public sealed class MetricRegistryOptions
{
    /// <summary>Whether a collection gives nothing at all if a collector fails: a scrape answers 500, and a push sends nothing.</summary>
    /// <value>false by default: the families of the failing collector are left out, the error is counted and the rest is sent.</value>
    public bool FailOnCollectorError { get; set; }

    /// <summary>The listener that is notified when a collector fails or recovers, and when a family reaches its series limit.</summary>
    /// <value>null by default: no listener; errors and overflows are counted all the same.</value>
    public MetricDiagnostics? Diagnostics { get; set; }

    /// <summary>How many series a family of instruments may have that sets no <see cref="InstrumentOptions.SeriesLimit"/> of its own; 1 or more.</summary>
    /// <value>10,000 by default.</value>
    public int SeriesLimit { get; set; } = 10_000;

    /// <summary>Whether counters and histograms that don't say it themselves (<see cref="ExemplarOptions.FromActivity"/>) take the current trace, if it is
    /// recorded, as an exemplar.</summary>
    /// <value>false by default.</value>
    public bool ExemplarsFromActivity { get; set; }
}
