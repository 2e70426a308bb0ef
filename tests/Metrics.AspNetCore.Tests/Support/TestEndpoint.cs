using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Creates endpoints that answer nothing.</summary>
internal static class TestEndpoint
{
    public static RouteEndpoint Create(string template, params object[] metadata) =>
        new(_ => Task.CompletedTask, RoutePatternFactory.Parse(template), 0, new EndpointMetadataCollection(metadata), "");
}
