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

    /// <summary>Adds Prometheus metrics, as <see cref="AddPrometheusMetrics(IServiceCollection)"/>, over a registry of the application: one
    /// in a static field, for example, whose metrics are created without dependency injection. The host never disposes it, and several
    /// hosts may use it, at once or one after the other.</summary>
    /// <remarks>
    /// <para>The host adds the standard metrics that the registry does not have, and its collectors, when it starts or the factory is
    /// injected. It takes them away again when it has stopped or is disposed; standard metrics stay until the last host that uses them has
    /// ended. Of collectors of one type, those of one host are registered at a time: those of another host wait until it has ended.</para>
    /// <para>Options of the registry itself, such as <see cref="PrometheusMetricsOptions.SeriesLimit"/>, are set where it is created, in
    /// <see cref="MetricRegistryOptions"/>. If the host sets one of them to another value, its start fails.</para>
    /// <para>It does not matter in which order this method and <see cref="AddPrometheusMetrics(IServiceCollection)"/> are called.</para>
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="registry">The registry.</param>
    /// <returns>A builder for configuring Prometheus metrics.</returns>
    /// <exception cref="InvalidOperationException">The method was called with another registry before.</exception>
    public static IPrometheusMetricsBuilder AddPrometheusMetrics(this IServiceCollection services, MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(registry);
        var builder = services.AddPrometheusMetrics();
        services.UseApplicationRegistry(registry);
        return builder;
    }

    /// <summary>Adds Prometheus metrics over a registry of the application, as
    /// <see cref="AddPrometheusMetrics(IServiceCollection, MetricRegistry)"/>, with options set in code, which override the configuration
    /// section.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="registry">The registry.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>A builder for configuring Prometheus metrics.</returns>
    /// <exception cref="InvalidOperationException">The method was called with another registry before.</exception>
    public static IPrometheusMetricsBuilder AddPrometheusMetrics(
        this IServiceCollection services, MetricRegistry registry, Action<PrometheusMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddPrometheusMetrics(registry);
        services.Configure(configure);
        return builder;
    }

    private static void AddRegistry(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PrometheusMetricsOptions>();
        services.ConfigureFirst<PrometheusMetricsOptions>(PrometheusSection.Bind);
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<PrometheusMetricsOptions>>(new RegistryDefaults(services)));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PrometheusMetricsOptions>, PrometheusMetricsOptionsValidator>());
        services.AddSingleton<IValidateOptions<PrometheusMetricsOptions>>(new RegistryValidator(services));
        services.AddSingleton<IValidateOptions<PrometheusMetricsOptions>>(new TargetInfoValidator(services));
        services.AddSingleton(provider => new MetricsSwitch(provider));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MetricDiagnostics, LoggingDiagnostics>();
        services.AddRegistryServices();
        services.TryAddSingleton(CreateFactory);
        services.AddHostedService<CollectorRegistration>();
        services.AddSingleton(new StartupReport());
        services.AddHostedService(provider => new StartupChecks(services, provider));
    }

    private static IMetricFactory CreateFactory(IServiceProvider provider)
    {
        if (!provider.GetRequiredService<MetricsSwitch>().IsOn)
        {
            return NullMetricFactory.Instance;
        }

        provider.GetRequiredService<ExportUse>().Logger = provider.GetRequiredService<ILogger<MetricExportService>>();
        return new MetricFactory(provider.GetRequiredService<HostRegistry>().Registry, provider.GetRequiredService<TimeProvider>());
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

    private sealed record Builder(IServiceCollection Services) : IPrometheusMetricsBuilder;
}
