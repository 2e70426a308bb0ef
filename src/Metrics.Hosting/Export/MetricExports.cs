using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.Hosting;

/// <summary>The exports of the host, created when they are first needed: by the service that runs them, or by an export on
/// demand.</summary>
internal sealed class MetricExports
{
    private readonly Lazy<PeriodicExport[]> _all;

    public MetricExports(IEnumerable<ExporterRegistration> registrations, IServiceProvider provider) =>
        _all = new(() =>
        {
            if (!provider.GetRequiredService<MetricsSwitch>().IsOn)
            {
                return [];
            }

            PeriodicExport[] exports = [.. registrations.SelectMany(registration => registration.Create(provider))];

            // Created after the exporters and what they depend on, and so disposed before them.
            provider.GetRequiredService<ExportDisposal>().Add(exports);
            return exports;
        });

    public IReadOnlyList<PeriodicExport> All => _all.Value;
}
