using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Options for one of the HTTP metrics.</summary>
public class HttpInstrumentOptions
{
    internal HttpInstrumentOptions(bool enabled) => Enabled = enabled;

    /// <summary>Whether the metric is exposed. A metric that is not costs nothing.</summary>
    /// <value>Depends on the metric: see <see cref="HttpMetricsOptions"/>.</value>
    public bool Enabled { get; set; }

    internal static void DescribeKeys(OptionsSection<HttpInstrumentOptions> section) =>
        section.AddBoolean(nameof(Enabled), static (options, value) => options.Enabled = value);
}
