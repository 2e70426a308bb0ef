using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
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
    /// endpoint is set. Options are read from the configuration sections <c>Prometheus</c> and <c>Prometheus:Pushgateway</c>, and are
    /// validated when the host starts. A second call has no effect.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>A builder for configuring Prometheus metrics.</returns>
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
            new MetricFactory(provider.GetRequiredService<MetricRegistry>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<CollectorRegistration>();
        services.AddSingleton(new StartupReport());
        services.AddHostedService(provider => new StartupChecks(services, provider));
    }

    private static void AddPushes(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PushgatewayOptions>();

        // Inserted first, so that the application's own PostConfigure comes later, even if it was registered before.
        services.Insert(0, ServiceDescriptor.Singleton<IPostConfigureOptions<PushgatewayOptions>>(provider =>
            new PostConfigureOptions<PushgatewayOptions>(Options.Options.DefaultName, options =>
                options.Job ??= provider.GetService<IHostEnvironment>()?.ApplicationName ?? AppDomain.CurrentDomain.FriendlyName)));
        services.ConfigureFirst<PushgatewayOptions>(
            static (_, configuration, options) => PushgatewayOptions.Section.Bind(configuration, options));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PushgatewayOptions>, PushgatewayOptionsValidator>());

        // Requests are not logged: the exporter logs the address and the error of a failed push once.
        services.AddHttpClient(PushgatewayOptions.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        // Inserted first, so that a primary handler of the application replaces it, even if it was registered before.
        services.Configure<HttpClientFactoryOptions>(
            PushgatewayOptions.HttpClientName,
            options => options.HttpMessageHandlerBuilderActions.Insert(
                0, builder => builder.PrimaryHandler = new SocketsHttpHandler { AllowAutoRedirect = false }));
        services.AddSingleton(new ExporterRegistration("Pushgateway", typeof(PushgatewayExporter), CreatePushes));
        services.AddHostedService<MetricExportService>();
    }

    private static PeriodicExport? CreatePushes(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PushgatewayOptions>>().Value;

        // Also created if pushes are disabled, so that the counter is always exposed.
        var diagnostics = new PushgatewayDiagnostics(
            options, provider.GetRequiredService<IMetricFactory>(), provider.GetRequiredService<ILogger<PushgatewayExporter>>());
        return string.IsNullOrEmpty(options.Endpoint)
            ? null
            : new PeriodicExport(
                new PushgatewayExporter(options.CreateTarget(), provider.GetRequiredService<IHttpClientFactory>()),
                new() { Interval = options.Interval, ExportOnShutdown = options.PushOnShutdown, Timeout = options.Timeout },
                diagnostics,
                provider.GetRequiredService<IMetricSource>(),
                provider.GetRequiredService<TimeProvider>());
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
