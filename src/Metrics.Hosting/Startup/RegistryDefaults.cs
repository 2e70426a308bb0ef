using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Begins with the options of the registry of the application, if there is one, before anything else sets options. So what differs
/// in the end was set, also if it was set to the default.</summary>
/// <param name="services">The services of the host.</param>
internal sealed class RegistryDefaults(IServiceCollection services) : IConfigureOptions<PrometheusMetricsOptions>
{
    public void Configure(PrometheusMetricsOptions options)
    {
        if (RegistryServices.FindApplicationRegistry(services)?.GetOptions() is not { } registry)
        {
            return;
        }

        options.FailOnCollectorError = registry.FailOnCollectorError;
        options.CollectorTimeout = registry.CollectorTimeout;
        options.CollectorDurations = registry.CollectorDurations;
        options.ExemplarsFromActivity = registry.ExemplarsFromActivity;
        options.SeriesLimit = registry.SeriesLimit;
        options.LabelValueLengthLimit = registry.LabelValueLengthLimit;
        options.NameValidation = registry.NameValidation;
        options.Labels = registry.Labels;
        options.KeepCounterNames = registry.KeepCounterNames;
    }
}
