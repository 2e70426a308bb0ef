namespace Metrics;

/// <summary>What may be said about a registry when it is made.</summary>
public sealed class MetricRegistryOptions
{
    /// <summary>Whether a collection gives nothing at all if a collector fails: a scrape answers 500, and a push sends nothing.</summary>
    /// <value>false by default: the families of the failing collector are left out, the error is counted and the rest is sent.</value>
    public bool FailOnCollectorError { get; set; }

    /// <summary>Who is told when collectors fail and recover.</summary>
    /// <value>null by default: nobody; the errors are counted all the same.</value>
    public IMetricDiagnostics? Diagnostics { get; set; }
}
