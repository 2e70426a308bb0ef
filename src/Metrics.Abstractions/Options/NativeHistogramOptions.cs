namespace PrometheusMetrics;

/// <summary>Options for the native (exponential) buckets of a histogram. Source: Prometheus, "Native Histograms".</summary>
public sealed class NativeHistogramOptions
{
    /// <summary>The maximum ratio between the bounds of adjacent buckets; more than 1. It is rounded down to the ratio of a standard
    /// schema, at most 65536 (schema -4). Below the smallest ratio, 1.0027 (schema 8), it is rounded up to this ratio.</summary>
    /// <value>1.1 by default: schema 3, whose ratio is 1.09.</value>
    public double GrowthFactor { get; set; } = 1.1;

    /// <summary>The maximum absolute value of an observation in the zero bucket; zero or more, finite. With zero, only zeros are in it.
    /// Choose a power of two, which is also a bucket bound in schemas 0 to 8; otherwise one bucket overlaps the zero bucket.</summary>
    /// <value>null by default: 2^-128.</value>
    public double? ZeroThreshold { get; set; }

    /// <summary>The maximum number of populated buckets, positive and negative together; 0 or more. Above it, the buckets are reduced by a
    /// reset, a wider zero bucket, or half the resolution: the first of these that is allowed. 0: no limit.</summary>
    /// <value>160 by default.</value>
    public int MaxBuckets { get; set; } = 160;

    /// <summary>The minimum age of the counts at which too many buckets cause a reset; zero or more. Until then the other bucket reductions
    /// apply, and the reset follows when the counts reach this age. The classic buckets, count and sum are reset too. Zero:
    /// never.</summary>
    /// <value>Zero by default.</value>
    public TimeSpan MinResetDuration { get; set; }

    /// <summary>The maximum zero threshold to which the zero bucket may be widened if there are too many buckets; zero or more, finite.
    /// Zero: never.</summary>
    /// <value>0 by default.</value>
    public double MaxZeroThreshold { get; set; }

    /// <summary>The maximum number of exemplars of the native buckets, spread over the observed range; 0 (none) to 100.</summary>
    /// <value>10 by default.</value>
    public int MaxExemplars { get; set; } = 10;

    /// <summary>The age above which an exemplar is replaced before any other; more than zero.</summary>
    /// <value>5 minutes by default.</value>
    public TimeSpan ExemplarTimeToLive { get; set; } = TimeSpan.FromMinutes(5);
}
