using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.AspNetCore;

internal static class RequiredServices
{
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called.</exception>
    public static void Verify<TService>(IServiceProvider services, string caller)
    {
        if (services.GetService<TService>() is null)
        {
            throw new InvalidOperationException(
                $"{caller} needs the metrics services. Add 'builder.Services.AddPrometheusMetrics();' before the application is built.");
        }
    }
}
