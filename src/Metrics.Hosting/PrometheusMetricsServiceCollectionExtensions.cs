using PrometheusMetrics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Prometheus metrics to a host.</summary>
public static class PrometheusMetricsServiceCollectionExtensions
{
    /// <summary>Adds the registry and <see cref="IMetricFactory"/>, with standard metrics of process and runtime, and the pushes to a Pushgateway, which are off
    /// until an endpoint is set. Options come from the configuration sections <c>Prometheus</c> and <c>Prometheus:Pushgateway</c>, and are checked when
    /// the host starts. A second call changes nothing.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>What more can be added to.</returns>
    public static IPrometheusMetricsBuilder AddPrometheusMetrics(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(Builder)))
        {
            services.AddSingleton(new Builder(services));
            AddRegistry(services);
            AddPushes(services);
        }

        return new Builder(services);
    }

    /// <summary>Adds Prometheus metrics, as <see cref="AddPrometheusMetrics(IServiceCollection)"/>, and options by code, which come after the configuration.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>What more can be added to.</returns>
    public static IPrometheusMetricsBuilder AddPrometheusMetrics(this IServiceCollection services, Action<PrometheusMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddPrometheusMetrics();
        services.Configure(configure);
        return builder;
    }

    private static void AddRegistry(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PrometheusMetricsOptions>()
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetService<IConfiguration>()?.GetSection(PrometheusMetricsOptions.SectionName) is { } section)
                {
                    RootSection.RequireKnownKeys(section);
                    section.Bind(options);
                }
            });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PrometheusMetricsOptions>, PrometheusMetricsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MetricDiagnostics, LoggingDiagnostics>();
        services.TryAddSingleton(CreateRegistry);
        services.TryAddSingleton<IMetricSource>(provider => provider.GetRequiredService<MetricRegistry>());
        services.TryAddSingleton<IMetricFactory>(provider =>
            new MetricFactory(provider.GetRequiredService<MetricRegistry>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<CollectorRegistration>();
    }

    private static void AddPushes(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PushgatewayOptions>()
            .Configure<IServiceProvider>((options, provider) =>
                provider.GetService<IConfiguration>()?.GetSection(PushgatewayOptions.SectionName).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true))
            .PostConfigure<IServiceProvider>((options, provider) =>
                options.Job ??= provider.GetService<IHostEnvironment>()?.ApplicationName ?? AppDomain.CurrentDomain.FriendlyName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PushgatewayOptions>, PushgatewayOptionsValidator>());

        // Requests are not logged: their addresses and failures stand in the push service's own words, once.
        services.AddHttpClient(PushgatewayOptions.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        // First in line, so that a handler of the application's own wins also if it was registered before.
        services.Configure<HttpClientFactoryOptions>(PushgatewayOptions.HttpClientName, options => options.HttpMessageHandlerBuilderActions.Insert(
            0, builder => builder.PrimaryHandler = new SocketsHttpHandler { AllowAutoRedirect = false }));
        services.AddHostedService<PushService>();
    }

    private static MetricRegistry CreateRegistry(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;
        var registry = new MetricRegistry(new MetricRegistryOptions
        {
            FailOnCollectorError = options.FailOnCollectorError,
            Diagnostics = provider.GetRequiredService<MetricDiagnostics>(),
            ExemplarsFromActivity = options.ExemplarsFromActivity,
            SeriesLimit = options.SeriesLimit,
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
