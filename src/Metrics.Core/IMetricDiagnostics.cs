namespace PrometheusMetrics;

/// <summary>The voice of a registry, which has no logger of its own. A host gives it one.</summary>
/// <threadsafety>Called from any thread; an implementation must not throw.</threadsafety>
public interface IMetricDiagnostics
{
    /// <summary>A collector failed after it had worked, or at its first collection. Not called again while it keeps failing.</summary>
    /// <param name="collector">Its name.</param>
    /// <param name="exception">What it threw, or what was wrong with its report.</param>
    void CollectorFailed(string collector, Exception exception);

    /// <summary>A collector that had failed works again.</summary>
    /// <param name="collector">Its name.</param>
    void CollectorRecovered(string collector);

    /// <summary>A family has as many series as it may have: new label values share one series, whose labels all read <c>_overflow</c>. Called once per family.</summary>
    /// <param name="family">Its name.</param>
    /// <param name="limit">How many series it may have.</param>
    void SeriesLimitReached(string family, int limit);
}
