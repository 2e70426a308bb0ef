namespace PrometheusMetrics;

/// <summary>Options for creating a summary.</summary>
public sealed class SummaryOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is missing.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>The quantiles to estimate, each with its permitted error, in any order and without duplicates. The array is copied.
    /// An error of 0 keeps every observation of the window, so memory grows with the number of observations.</summary>
    /// <value>null by default: count and sum only, which uses little memory and time.</value>
    public QuantileObjective[]? Objectives { get; set; }

    /// <summary>The time for which an observation counts in the quantiles; more than zero. Count and sum are totals since
    /// creation.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The number of steps in which the window of <see cref="MaxAge"/> slides; 1 to 100. With more steps the window slides more
    /// smoothly and uses more memory and time.</summary>
    /// <value>5 by default.</value>
    public int AgeBuckets { get; set; } = 5;
}
