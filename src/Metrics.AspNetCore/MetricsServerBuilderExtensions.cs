using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add a server for the metrics to a host.</summary>
public static class MetricsServerBuilderExtensions
{
    /// <summary>Adds a server for the metrics of this host, at a port or Unix domain socket of its own, which needs no web application. It
    /// starts before the other hosted services, and stops after them. Options are read from the configuration section
    /// <c>Prometheus:Server</c>, and are validated when the host starts. Without <see cref="MetricsServerOptions.Port"/> and
    /// <see cref="MetricsServerOptions.UnixSocket"/> nothing listens. A second call adds options to the same server.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">A delegate that sets options, which override the configuration section, or null.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddMetricsServer(
        this IPrometheusMetricsBuilder builder, Action<MetricsServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(MetricsServerService)))
        {
            builder.AddConfigurationSection(MetricsServerOptions.Section);
            AddDefaults(services);
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MetricsServerOptions>, MetricsServerOptionsValidator>());
            services.AddSingleton<MetricsServerService>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MetricsServerService>());
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }

    // Inserted first, so that options in code override them, even if they were registered before.
    private static void AddDefaults(IServiceCollection services) =>
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<MetricsServerOptions>>(provider =>
            new ConfigureOptions<MetricsServerOptions>(options =>
            {
                options.LoggerFactory = provider.GetRequiredService<ILoggerFactory>();
                options.Endpoint = SectionOptions.Create(
                    provider, MetricsEndpointOptions.Section, static _ => { }, new MetricsEndpointOptionsValidator());
            })));
}
