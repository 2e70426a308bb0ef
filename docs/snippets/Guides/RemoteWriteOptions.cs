using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;

namespace Guides;

public sealed class RemoteWriteOptions
{
    internal static OptionsSection<RemoteWriteOptions> Section { get; } = new OptionsSection<RemoteWriteOptions>("RemoteWrite")
        .AddText(nameof(Url), (options, value) => options.Url = value)
        .AddTime(nameof(Timeout), (options, value) => options.Timeout = value);

    public string? Url { get; set; }

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

internal static class RemoteWriteExtensions
{
    public static IPrometheusMetricsBuilder AddRemoteWrite(this IPrometheusMetricsBuilder metrics) =>
        metrics.AddConfigurationSection(RemoteWriteOptions.Section);
}
