using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Registers refreshers in the service container.</summary>
internal static class RefresherServices
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another refresher has the name, or the same one another time.</exception>
    public static void AddRefresher(this IServiceCollection services, RefresherRegistration refresher)
    {
        VerifyTime(refresher.Name, refresher.AtMost);
        var existing = services
            .Select(service => service.IsKeyedService ? null : service.ImplementationInstance as RefresherRegistration)
            .FirstOrDefault(registration => registration?.Name == refresher.Name);
        if (existing is not null)
        {
            VerifySame(existing, refresher);
            return;
        }

        if (!services.Any(service => service.ServiceType == typeof(MetricRefreshers)))
        {
            services.AddSingleton<MetricRefreshers>();
            RefreshBeforeReading(services);
            services.AddHostedService<RefresherStart>();
        }

        services.AddSingleton(refresher);
    }

    // A source that the application has registered by its type is left alone, and the start fails.
    private static void RefreshBeforeReading(IServiceCollection services)
    {
        var source = services.Last(service => !service.IsKeyedService && service.ServiceType == typeof(IMetricSource));
        if (source.ImplementationType is null)
        {
            services[services.IndexOf(source)] = ServiceDescriptor.Singleton<IMetricSource>(
                provider => provider.GetRequiredService<MetricRefreshers>().CreateSource(
                    (IMetricSource)(source.ImplementationInstance ?? source.ImplementationFactory!(provider))));
        }
    }

    private static void VerifyTime(string name, TimeSpan atMost)
    {
        if (atMost <= TimeSpan.Zero || atMost > MaxTime)
        {
            throw new ArgumentOutOfRangeException(
                nameof(atMost),
                atMost,
                $"The time that a collection waits for the refresher '{ForeignText.Escape(name)}' must be more than zero and " +
                "at most 1 day: TimeSpan.FromSeconds(2), for example.");
        }
    }

    private static void VerifySame(RefresherRegistration existing, RefresherRegistration refresher)
    {
        var name = ForeignText.Escape(refresher.Name);
        if (!existing.Origin.Equals(refresher.Origin))
        {
            throw new InvalidOperationException(
                $"There is another refresher '{name}' already: choose another name, by AddRefresher(name, …).");
        }

        if (existing.AtMost != refresher.AtMost)
        {
            throw new InvalidOperationException(
                $"The refresher '{name}' is added with {existing.AtMost} and with {refresher.AtMost}: add it once.");
        }
    }
}
