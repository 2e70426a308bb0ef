namespace PrometheusMetrics;

/// <summary>How a histogram keeps its native (exponential) buckets. Source: Prometheus, "Native Histograms".</summary>
public sealed class NativeHistogramOptions
{
    /// <summary>How much a bucket is at most wider than the one before; more than 1. It is rounded down to the next factor of the standard
    /// schemas: 1.0027 (schema 8) at the finest, 65536 (schema -4) at the coarsest.</summary>
    /// <value>1.1 by default: schema 3, with buckets that grow by 9 percent.</value>
    public double GrowthFactor { get; set; } = 1.1;

    /// <summary>Observations whose absolute value isn't above it are counted in the zero bucket; zero or more, finite. Zero: only zero itself.
    /// A power of two coincides with a bound of the buckets; any other value works, with one bucket that overlaps.</summary>
    /// <value>null by default: 2^-128.</value>
    public double? ZeroThreshold { get; set; }

    /// <summary>How many buckets, positive and negative together, may be populated before one of the remedies is applied: a reset, a wider zero bucket, or
    /// buckets of double width, in this order. 0: no limit.</summary>
    /// <value>160 by default.</value>
    public int MaxBuckets { get; set; } = 160;

    /// <summary>How old the counts must be to be reset when there are too many buckets. The classic buckets, count and sum are reset with them. Zero: never.</summary>
    /// <value>Zero by default.</value>
    public TimeSpan MinResetDuration { get; set; }

    /// <summary>Up to which threshold the zero bucket may be widened when there are too many buckets; zero or more, finite. Zero: never.</summary>
    /// <value>0 by default.</value>
    public double MaxZeroThreshold { get; set; }

    /// <summary>How many exemplars the native buckets keep, spread over the observed range; 0 for none, 100 at most.</summary>
    /// <value>10 by default.</value>
    public int MaxExemplars { get; set; } = 10;

    /// <summary>After what time an exemplar is replaced first, wherever it stands; more than zero.</summary>
    /// <value>5 minutes by default.</value>
    public TimeSpan ExemplarTimeToLive { get; set; } = TimeSpan.FromMinutes(5);
}
