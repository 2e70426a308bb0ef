using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Options for a histogram of the HTTP metrics: classic buckets, native buckets, or both.</summary>
public sealed class HttpHistogramOptions : HttpInstrumentOptions
{
    internal HttpHistogramOptions(bool enabled)
        : base(enabled)
    {
    }

    /// <summary>The upper bounds of the classic buckets, strictly increasing: seconds above 0, or bytes of 0 or more. The bound +Inf is
    /// added.</summary>
    /// <value>null by default: the buckets of the metric in the <see cref="HttpMetricsOptions.Preset"/>; only +Inf if <see cref="Native"/>
    /// is set.</value>
    public double[]? Buckets { get; set; }

    /// <summary>Options for native buckets, which need no bounds. Set <see cref="Buckets"/> too for servers without support for native
    /// histograms. In the configuration, any key below <c>Native</c> switches them on.</summary>
    /// <value>null by default: classic buckets only.</value>
    public NativeHistogramOptions? Native { get; set; }

    /// <summary>Options for exemplars, which have the trace of the request.</summary>
    /// <value>null by default: exemplars if the registry's <see cref="PrometheusMetricsOptions.ExemplarsFromActivity"/> is true.</value>
    public ExemplarOptions? Exemplars { get; set; }

    internal static void DescribeKeys(OptionsSection<HttpHistogramOptions> section) => section
        .AddBoolean(nameof(Enabled), static (options, value) => options.Enabled = value)
        .AddNumbers(nameof(Buckets), static (options, value) => options.Buckets = value)
        .AddSection<NativeHistogramOptions>(nameof(Native), static options => options.Native ??= new(), DescribeNativeKeys)
        .AddSection<ExemplarOptions>(nameof(Exemplars), static options => options.Exemplars ??= new(), DescribeExemplarKeys);

    private static void DescribeNativeKeys(OptionsSection<NativeHistogramOptions> section) => section
        .AddNumber(nameof(NativeHistogramOptions.GrowthFactor), static (options, value) => options.GrowthFactor = value)
        .AddNumber(nameof(NativeHistogramOptions.ZeroThreshold), static (options, value) => options.ZeroThreshold = value)
        .AddInteger(nameof(NativeHistogramOptions.MaxBuckets), static (options, value) => options.MaxBuckets = value)
        .AddTime(nameof(NativeHistogramOptions.MinResetDuration), static (options, value) => options.MinResetDuration = value)
        .AddNumber(nameof(NativeHistogramOptions.MaxZeroThreshold), static (options, value) => options.MaxZeroThreshold = value)
        .AddInteger(nameof(NativeHistogramOptions.MaxExemplars), static (options, value) => options.MaxExemplars = value)
        .AddTime(nameof(NativeHistogramOptions.ExemplarTimeToLive), static (options, value) => options.ExemplarTimeToLive = value);

    private static void DescribeExemplarKeys(OptionsSection<ExemplarOptions> section) => section
        .AddBoolean(nameof(ExemplarOptions.FromActivity), static (options, value) => options.FromActivity = value)
        .AddTime(nameof(ExemplarOptions.MinInterval), static (options, value) => options.MinInterval = value);
}
