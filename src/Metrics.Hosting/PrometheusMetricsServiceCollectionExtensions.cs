using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add Prometheus metrics to a host.</summary>
public static class PrometheusMetricsServiceCollectionExtensions
{
    /// <summary>Adds the registry (<see cref="MetricRegistry"/>, <see cref="ICollectorRegistry"/>, <see cref="IMetricSource"/>),
    /// <see cref="IMetricFactory"/>, the standard metrics of process and runtime, and pushes to a Pushgateway, which are disabled until an
    /// endpoint is set. Options are read from the configuration sections <c>Prometheus</c>, <c>Prometheus:Pushgateway</c> and
    /// <c>Prometheus:Pushgateways</c>, and are validated when the host starts. A second call has no effect.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>A builder for configuring Prometheus metrics.</returns>
    public static IPrometheusMetricsBuilder AddPrometheusMetrics(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(Builder)))
        {
            services.AddSingleton(new Builder(services));
            AddRegistry(services);
            services.AddPushes();
            services.AddTextfile();
            AddExports(services);
        }

        return new Builder(services);
    }

    /// <summary>Adds Prometheus metrics, as <see cref="AddPrometheusMetrics(IServiceCollection)"/>, with options set in code, which
    /// override the configuration section.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>A builder for configuring Prometheus metrics.</returns>
    public static IPrometheusMetricsBuilder AddPrometheusMetrics(
        this IServiceCollection services, Action<PrometheusMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddPrometheusMetrics();
        services.Configure(configure);
        return builder;
    }

    private static void AddRegistry(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PrometheusMetricsOptions>();
        services.ConfigureFirst<PrometheusMetricsOptions>(PrometheusSection.Bind);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PrometheusMetricsOptions>, PrometheusMetricsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MetricDiagnostics, LoggingDiagnostics>();
        services.TryAddSingleton(CreateRegistry);
        services.TryAddSingleton<IMetricSource>(provider => provider.GetRequiredService<MetricRegistry>());
        services.TryAddSingleton<ICollectorRegistry>(provider => provider.GetRequiredService<MetricRegistry>());
        services.TryAddSingleton<IMetricFactory>(provider =>
        {
            provider.GetRequiredService<ExportUse>().Logger = provider.GetRequiredService<ILogger<MetricExportService>>();
            return new MetricFactory(provider.GetRequiredService<MetricRegistry>(), provider.GetRequiredService<TimeProvider>());
        });
        services.AddHostedService<CollectorRegistration>();
        services.AddSingleton(new StartupReport());
        services.AddHostedService(provider => new StartupChecks(services, provider));
    }

    private static void AddExports(IServiceCollection services)
    {
        services.AddSingleton<ExportUse>();
        services.AddSingleton<MetricExports>();
        services.AddSingleton<ExportDisposal>();
        services.AddSingleton<UnstartedHostWarning>();
        services.AddHostedService<MetricExportService>();

        // The host reads these options when it is created, and so creates the warning, which nothing else could do without a start.
        services.AddSingleton<IConfigureOptions<HostOptions>>(CreateWarningWithHost);
    }

    private static ConfigureOptions<HostOptions> CreateWarningWithHost(IServiceProvider provider)
    {
        // What the options of exporters depend on may read the options of the host too.
        var isCreated = false;
        return new ConfigureOptions<HostOptions>(_ =>
        {
            if (!Interlocked.Exchange(ref isCreated, true))
            {
                provider.GetRequiredService<UnstartedHostWarning>();
            }
        });
    }

    private static MetricRegistry CreateRegistry(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;
        var registry = new MetricRegistry(new MetricRegistryOptions
        {
            FailOnCollectorError = options.FailOnCollectorError,
            CollectorTimeout = options.CollectorTimeout,
            CollectorDurations = options.CollectorDurations,
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            Diagnostics = provider.GetRequiredService<MetricDiagnostics>(),
            ExemplarsFromActivity = options.ExemplarsFromActivity,
            SeriesLimit = options.SeriesLimit,
            LabelValueLengthLimit = options.LabelValueLengthLimit,
            NameValidation = options.NameValidation,
        });
        if (options.ProcessMetrics)
        {
            registry.AddProcessMetrics();
        }

        if (options.RuntimeMetrics)
        {
            registry.AddRuntimeMetrics(provider.GetRequiredService<TimeProvider>());
        }

        return registry;
    }

    private sealed record Builder(IServiceCollection Services) : IPrometheusMetricsBuilder;
}
