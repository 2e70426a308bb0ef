namespace PrometheusMetrics;

/// <summary>Receives diagnostic events from a <see cref="MetricRegistry"/>, which does no logging itself.</summary>
/// <remarks>Every method is virtual and does nothing unless it is overridden. What a listener throws is ignored.</remarks>
/// <threadsafety>Methods are called from any thread, also by several at once.</threadsafety>
public abstract class MetricDiagnostics
{
    /// <summary>Receives the first failure of a collector since its last success. Further failures are not reported until it recovers.</summary>
    /// <param name="collector">The name of the collector.</param>
    /// <param name="exception">What it threw, or what was wrong with its report.</param>
    public virtual void CollectorFailed(string collector, Exception exception)
    {
    }

    /// <summary>Receives the recovery of a collector that had failed.</summary>
    /// <param name="collector">The name of the collector.</param>
    public virtual void CollectorRecovered(string collector)
    {
    }

    /// <summary>Receives the name of a family that has reached its series limit: new label values share one series, whose labels all read <c>_overflow</c>.
    /// Called once per family.</summary>
    /// <param name="family">The name of the family.</param>
    /// <param name="limit">The number of series that it may have.</param>
    public virtual void SeriesLimitReached(string family, int limit)
    {
    }
}
