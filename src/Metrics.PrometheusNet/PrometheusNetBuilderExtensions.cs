using Prometheus;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.PrometheusNet;
using ICollector = PrometheusMetrics.Collection.ICollector;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add the metrics of prometheus-net to a host.</summary>
public static class PrometheusNetBuilderExtensions
{
    /// <summary>Shows the metrics of prometheus-net's static registry, <c>Prometheus.Metrics.DefaultRegistry</c>, among those of the host:
    /// see <see cref="PrometheusNetCollector"/>. A second call has no effect.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>It also has the metrics of the process that prometheus-net adds by itself. Those with names of this library's own metrics
    /// of
    /// the process are left out; <c>Prometheus.Metrics.SuppressDefaultMetrics()</c>, called before the first scrape, removes the
    /// rest.</remarks>
    /// <example><code>builder.Services.AddPrometheusMetrics().AddPrometheusNetRegistry();</code></example>
    public static IPrometheusMetricsBuilder AddPrometheusNetRegistry(this IPrometheusMetricsBuilder builder) =>
        builder.AddPrometheusNetRegistry(Metrics.DefaultRegistry);

    /// <summary>Shows the metrics of a registry of prometheus-net among those of the host: see <see cref="PrometheusNetCollector"/>. A
    /// second call with the same registry has no effect.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registry">The registry of prometheus-net.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddPrometheusNetRegistry(this IPrometheusMetricsBuilder builder, CollectorRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(registry);
        if (!builder.Services.Any(IsForRegistry))
        {
            builder.Services.AddSingleton<ICollector>(new PrometheusNetCollector(registry));
        }

        return builder;

        bool IsForRegistry(ServiceDescriptor service) =>
            !service.IsKeyedService && service.ImplementationInstance is PrometheusNetCollector collector && collector.Registry == registry;
    }
}
