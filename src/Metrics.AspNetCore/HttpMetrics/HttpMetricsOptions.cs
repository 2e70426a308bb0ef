using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Options for the HTTP metrics, bound to the configuration section <c>Prometheus:HttpMetrics</c>.</summary>
public sealed class HttpMetricsOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:HttpMetrics";

    internal static OptionsSection<HttpMetricsOptions> Section { get; } = new OptionsSection<HttpMetricsOptions>("HttpMetrics")
        .AddNumbers(nameof(Buckets), (options, value) => options.Buckets = value);

    /// <summary>The upper bounds of the buckets of <c>http_request_duration_seconds</c>, in seconds: above 0 and strictly
    /// increasing.</summary>
    /// <value>null by default: <see cref="PrometheusMetrics.Buckets.Default"/>, from 5 ms to 10 s.</value>
    public double[]? Buckets { get; set; }
}
