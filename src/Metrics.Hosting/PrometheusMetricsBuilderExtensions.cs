using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds more to Prometheus metrics in a host.</summary>
public static class PrometheusMetricsBuilderExtensions
{
    /// <summary>Adds a collector, made by dependency injection and registered when the host starts. Adding it twice adds it once.</summary>
    /// <typeparam name="TCollector">The collector; a singleton, which may be injected elsewhere under its own type.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddCollector<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCollector>(
        this IPrometheusMetricsBuilder builder)
        where TCollector : class, ICollector
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TCollector>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollector, TCollector>(provider => provider.GetRequiredService<TCollector>()));
        return builder;
    }

    /// <summary>Sets the options of pushes by code, which comes after the configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder ConfigurePushgateway(this IPrometheusMetricsBuilder builder, Action<PushgatewayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }
}
