using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Extension methods that map the endpoint that Prometheus scrapes.</summary>
public static class MetricsEndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    // An application may cache the output of all its endpoints, and old values would look like current ones.
    private static readonly OutputCacheAttribute NeverCached = new() { NoStore = true };

    /// <summary>Maps an endpoint that returns the host's metrics in the format that the <c>Accept</c> header requests: OpenMetrics,
    /// protobuf, text 1.0.0, or else text 0.0.4. It handles GET and HEAD requests, which are not counted in the HTTP metrics. Two
    /// calls for one pattern and host are rejected when the application starts.</summary>
    /// <param name="endpoints">The route builder of the application.</param>
    /// <param name="pattern">The route pattern; <c>/metrics</c> by default.</param>
    /// <returns>A builder for conventions of the endpoint, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called.</exception>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RequiredServices.Verify<IMetricSource>(endpoints.ServiceProvider, nameof(MapMetrics));
        var marker = new ScrapeEndpoints.Marker();
        ScrapeEndpoints.Report(endpoints, pattern, marker);
        var handler = new ScrapeHandler(
            endpoints.ServiceProvider.GetRequiredService<IMetricSource>(),
            endpoints.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System);
        return endpoints.MapMethods(pattern, Methods, (RequestDelegate)handler.HandleAsync)
            .WithDisplayName("Prometheus metrics")
            .WithMetadata(NeverCached, marker)
            .DisableHttpMetrics();
    }
}
