namespace PrometheusMetrics;

/// <summary>Options for creating a histogram.</summary>
public sealed class HistogramOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is missing.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>The inclusive upper bounds of the classic buckets: strictly increasing, without NaN. The bound +Inf is added if it is
    /// missing. The array is copied. <see cref="PrometheusMetrics.Buckets"/> creates linear and exponential bounds.</summary>
    /// <value>null by default: <see cref="PrometheusMetrics.Buckets.Default"/>, from 5 ms to 10 s; only +Inf if <see cref="Native"/> is
    /// set.</value>
    public double[]? Buckets { get; set; }

    /// <summary>Options for native buckets, which need no bounds. Set <see cref="Buckets"/> too for servers without support for native
    /// histograms.</summary>
    /// <value>null by default: classic buckets only.</value>
    public NativeHistogramOptions? Native { get; set; }

    /// <summary>Options for the exemplars of the histogram.</summary>
    /// <value>null by default: the defaults of <see cref="ExemplarOptions"/>.</value>
    public ExemplarOptions? Exemplars { get; set; }

    /// <summary>Converts bucket bounds to options that set only <see cref="Buckets"/>, so that bounds can be passed as options:
    /// <c>metrics.CreateHistogram(name, help, Buckets.Linear(1, 1, 5))</c>.</summary>
    /// <param name="buckets">The inclusive upper bounds, or null for the defaults. See <see cref="Buckets"/>.</param>
    public static implicit operator HistogramOptions(double[]? buckets) => new() { Buckets = buckets };
}
