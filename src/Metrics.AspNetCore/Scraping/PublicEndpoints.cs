using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Finds endpoints that anyone can read who reaches the application.</summary>
internal static class PublicEndpoints
{
    /// <summary>Returns the endpoints without authorization, in production, if the application listens at a public address.</summary>
    public static async Task<IReadOnlyList<BuiltEndpoint>> FindAsync(IServiceProvider services, IReadOnlyList<BuiltEndpoint> endpoints)
    {
        if (services.GetService<IHostEnvironment>()?.IsProduction() != true || ApplicationServer.GetPublicAddresses(services).Count == 0)
        {
            return [];
        }

        var hasFallback = await Protection.IsFallbackAsync(services).ConfigureAwait(false);
        return
        [
            .. endpoints.Where(endpoint => !Protection.IsRequired(endpoint.Route.Metadata)
                && !(hasFallback && endpoint.Route.Metadata.GetMetadata<IAllowAnonymous>() is null)),
        ];
    }
}
