using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Tells whether the metrics of the host are on, as <see cref="PrometheusMetricsOptions.Enabled"/> says.
/// <c>AddPrometheusMetrics</c> registers it as a singleton. A package that listens, exports or measures asks it when the host starts, and
/// does nothing if they are off.</summary>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
public sealed class MetricsSwitch
{
    private const string Key = $"{PrometheusMetricsOptions.SectionName}:{nameof(PrometheusMetricsOptions.Enabled)}";

    private readonly IOptions<PrometheusMetricsOptions> _options;
    private readonly IConfiguration? _configuration;

    internal MetricsSwitch(IServiceProvider provider)
    {
        _options = provider.GetRequiredService<IOptions<PrometheusMetricsOptions>>();
        _configuration = provider.GetService<IConfiguration>();
    }

    /// <summary>Whether the metrics are on. Reading it for the first time reads the section <c>Prometheus</c>.</summary>
    public bool IsOn
    {
        get
        {
            try
            {
                return _options.Value.Enabled;
            }
            catch (Exception)
            {
                // The options have mistakes, which the start of the host reports. They are not checked if the metrics are off.
                return true;
            }
        }
    }

    /// <summary>Where the metrics were switched off.</summary>
    internal string Reason => bool.TryParse(_configuration?[Key], out var isOn) && !isOn
        ? $"{Key} is false in the configuration"
        : $"{nameof(PrometheusMetricsOptions)}.{nameof(PrometheusMetricsOptions.Enabled)} is set to false in code";
}
