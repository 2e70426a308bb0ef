namespace PrometheusMetrics;

/// <summary>What may be said about a histogram beyond its name, help and labels.</summary>
public sealed class HistogramOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus's base units ("seconds", "bytes"). It becomes a suffix of the name if it isn't one yet.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>The inclusive upper bounds of the classic buckets: strictly increasing, no NaN. The bucket to +Inf is always there and need not be named.
    /// The array is copied. <see cref="PrometheusMetrics.Buckets"/> makes the usual rows.</summary>
    /// <value>null by default: <see cref="PrometheusMetrics.Buckets.Default"/>, from 5 ms to 10 s; none but +Inf if there are <see cref="Native"/> buckets.</value>
    public double[]? Buckets { get; set; }

    /// <summary>The native buckets, which need no bounds: alone, or beside classic ones for servers that don't know native histograms yet.</summary>
    /// <value>null by default: classic buckets only.</value>
    public NativeHistogramOptions? Native { get; set; }

    /// <summary>More about its exemplars.</summary>
    /// <value>null by default: the defaults of <see cref="ExemplarOptions"/>.</value>
    public ExemplarOptions? Exemplars { get; set; }

    /// <summary>Converts bucket bounds to options that set nothing but <see cref="Buckets"/>, so that they can be passed where options are
    /// expected:
    /// <c>metrics.CreateHistogram(name, help, Buckets.Linear(1, 1, 5))</c>.</summary>
    /// <param name="buckets">The inclusive upper bounds, or null for the defaults. See <see cref="Buckets"/>.</param>
    public static implicit operator HistogramOptions(double[]? buckets) => new() { Buckets = buckets };
}
