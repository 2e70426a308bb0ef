namespace Metrics;

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
}
