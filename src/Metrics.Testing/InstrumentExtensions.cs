using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Extension methods that read what a histogram or summary has recorded. Counters and gauges have a property
/// <see cref="ICounter.Value"/>.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public static class InstrumentExtensions
{
    /// <summary>Returns the number of observations.</summary>
    /// <param name="distribution">A histogram or summary of a <see cref="MetricFactory"/>.</param>
    /// <exception cref="ArgumentException">The instrument records nothing, or it is a test double.</exception>
    public static long GetCount(this IDistribution distribution) => Read(distribution).Count;

    /// <summary>Returns the sum of all observations.</summary>
    /// <param name="distribution">A histogram or summary of a <see cref="MetricFactory"/>.</param>
    /// <exception cref="ArgumentException">The instrument records nothing, or it is a test double.</exception>
    public static double GetSum(this IDistribution distribution) => Read(distribution).Sum;

    private static DistributionReader Read(IDistribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return distribution is IMetricSeries series
            ? DistributionReader.Read(series)
            : throw new ArgumentException(
                $"A {distribution.GetType().Name} can't be read: create the instrument with a MetricFactory, not with NullMetricFactory " +
                "or a test double.",
                nameof(distribution));
    }
}
