using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Registers the registry of the host in the service container: one that the host creates, or one of the application.</summary>
internal static class RegistryServices
{
    private static readonly Func<IServiceProvider, MetricRegistry> GetRegistry =
        static provider => provider.GetRequiredService<HostRegistry>().Registry;

    public static void AddRegistryServices(this IServiceCollection services)
    {
        services.AddSingleton(provider => new HostRegistry(provider));
        services.AddSingleton<HostCollectors>();
        services.AddSingleton(GetRegistry);
        services.TryAddSingleton<IMetricSource>(GetRegistry);
        services.TryAddSingleton<ICollectorRegistry>(GetRegistry);
    }

    /// <summary>Uses a registry of the application in place of one that the host creates.</summary>
    /// <exception cref="InvalidOperationException">Another one is used already.</exception>
    public static void UseApplicationRegistry(this IServiceCollection services, MetricRegistry registry)
    {
        if (FindApplicationRegistry(services) is not { } first)
        {
            services.AddSingleton(new ApplicationRegistry(registry));

            // The container disposes what functions return, but no instance that is passed to it.
            for (var i = 0; i < services.Count; i++)
            {
                if (IsOfHost(services[i]))
                {
                    services[i] = new ServiceDescriptor(services[i].ServiceType, registry);
                }
            }
        }
        else if (first != registry)
        {
            throw new InvalidOperationException(
                "AddPrometheusMetrics was called with two registries, but a host has only one: pass the same registry in each call, or " +
                "serve the second one by MapMetrics(pattern, registry) and do not add it.");
        }
    }

    /// <summary>Returns the registry of the application, or null if the host creates one.</summary>
    public static MetricRegistry? FindApplicationRegistry(IServiceCollection services) => services
        .Select(service => service.IsKeyedService ? null : service.ImplementationInstance as ApplicationRegistry)
        .FirstOrDefault(application => application is not null)?.Registry;

    /// <summary>Gets whether the application has registered a registry by itself.</summary>
    public static bool HasForeignRegistry(IServiceCollection services)
    {
        var application = FindApplicationRegistry(services);
        return services.Any(service => !service.IsKeyedService
            && service.ServiceType == typeof(MetricRegistry)
            && !IsOfHost(service)
            && (application is null || service.ImplementationInstance != application));
    }

    /// <summary>Gets whether a service comes from a function of the application, so that the container disposes the result.</summary>
    public static bool IsFunction(IServiceCollection services, Type serviceType) => services
        .Last(service => !service.IsKeyedService && service.ServiceType == serviceType)
        .ImplementationFactory is not null;

    private static bool IsOfHost(ServiceDescriptor service) =>
        !service.IsKeyedService && ReferenceEquals(service.ImplementationFactory, GetRegistry);
}
