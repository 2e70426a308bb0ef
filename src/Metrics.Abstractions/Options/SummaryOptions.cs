namespace PrometheusMetrics;

/// <summary>What may be said about a summary beyond its name, help and labels.</summary>
public sealed class SummaryOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus's base units ("seconds", "bytes"). It becomes a suffix of the name if it isn't one yet.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>The quantiles to estimate, each with its permitted error, in any order and without duplicates. The array is copied.
    /// An error of 0 keeps every observation of the window: its memory grows with the traffic.</summary>
    /// <value>null by default: count and sum only, which is cheap.</value>
    public QuantileObjective[]? Objectives { get; set; }

    /// <summary>How long an observation counts in the quantiles; more than zero. Count and sum keep their totals for ever.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>In how many steps the window slides over <see cref="MaxAge"/>; 1 to 100. More steps forget more smoothly and cost more memory and time.</summary>
    /// <value>5 by default.</value>
    public int AgeBuckets { get; set; } = 5;
}
