using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Tells which endpoints are protected by authorization. A required host is no protection, because the client writes the
/// <c>Host</c> header.</summary>
internal static class Protection
{
    /// <summary>Returns whether the metadata of an endpoint requires authorization.</summary>
    public static bool IsRequired(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAllowAnonymous>() is null
        && (metadata.GetMetadata<IAuthorizeData>() is not null
            || metadata.GetMetadata<AuthorizationPolicy>() is not null
            || metadata.GetMetadata<IAuthorizationRequirementData>() is not null);

    /// <summary>Returns whether the application requires authorization for every endpoint that does not allow anonymous
    /// access.</summary>
    public static async Task<bool> IsFallbackAsync(IServiceProvider services)
    {
        if (!services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IPolicyEvaluator)))
        {
            return false;
        }

        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var policies = scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>();
            return await policies.GetFallbackPolicyAsync().ConfigureAwait(false) is not null;
        }
    }
}
