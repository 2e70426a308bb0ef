using System.Globalization;
using Microsoft.AspNetCore.Routing;

namespace PrometheusMetrics.AspNetCore;

/// <summary>An endpoint of <c>MapMetrics</c> with the route that it has when the host has started.</summary>
internal sealed record BuiltEndpoint(ScrapeEndpoint Mapped, RouteEndpoint Route)
{
    public string Path { get; } = "/" + Route.RoutePattern.RawText?.Trim('/');

    /// <summary>A text that is equal for endpoints that match the same requests, without regard to case.</summary>
    public string Key
    {
        get
        {
            var hosts = Route.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? [];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Mapped.Port} {Path} {Route.Order} {string.Join(' ', hosts.Order(StringComparer.OrdinalIgnoreCase))}");
        }
    }
}
