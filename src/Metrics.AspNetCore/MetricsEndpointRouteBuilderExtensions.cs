using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoint that Prometheus scrapes.</summary>
public static class MetricsEndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    // An application may cache the output of all its endpoints; values that stand still would look alive.
    private static readonly OutputCacheAttribute NeverCached = new() { NoStore = true };

    /// <summary>Maps an endpoint that gives the host's metrics, in OpenMetrics 1.0.0 or text 0.0.4, as the <c>Accept</c> header asks. It answers GET and HEAD,
    /// and doesn't count itself in HTTP metrics.</summary>
    /// <param name="endpoints">The routes of the application.</param>
    /// <param name="pattern">The path; <c>/metrics</c> by default.</param>
    /// <returns>What conventions can be added to: <c>RequireAuthorization</c>, <c>RequireHost</c> and the like.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called.</exception>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RequiredServices.Verify<IMetricSource>(endpoints.ServiceProvider, nameof(MapMetrics));
        var source = endpoints.ServiceProvider.GetRequiredService<IMetricSource>();
        return endpoints.MapMethods(pattern, Methods, (RequestDelegate)new ScrapeHandler(source).HandleAsync)
            .WithDisplayName("Prometheus metrics")
            .WithMetadata(NeverCached)
            .DisableHttpMetrics();
    }
}
