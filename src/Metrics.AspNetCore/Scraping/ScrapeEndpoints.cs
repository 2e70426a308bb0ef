using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Reports the endpoints of <c>MapMetrics</c> for the log line at start, and rejects two that would match the same
/// requests.</summary>
internal static class ScrapeEndpoints
{
    /// <summary>Reports an endpoint.</summary>
    /// <param name="endpoints">The route builder.</param>
    /// <param name="pattern">The pattern that was passed to it.</param>
    /// <param name="marker">Metadata of this endpoint only.</param>
    public static void Report(IEndpointRouteBuilder endpoints, string pattern, Marker marker)
    {
        if (endpoints.ServiceProvider.GetService<StartupReport>() is not { } report)
        {
            return;
        }

        // Endpoints are built only where it is necessary, because that takes time that the application otherwise spends at the first
        // request. The prefix of a group is known when they are built.
        if (endpoints is RouteGroupBuilder)
        {
            report.AddCheck(() =>
            {
                var built = Find(endpoints.ServiceProvider.GetServices<EndpointDataSource>());
                RejectDuplicates(built);
                foreach (var endpoint in built.Where(endpoint => endpoint.Metadata.GetMetadata<Marker>() == marker))
                {
                    report.AddEndpoint(GetPath(endpoint.RoutePattern.RawText));
                }
            });
        }
        else
        {
            var path = GetPath(pattern);
            report.AddEndpoint(path);
            report.AddCheck(() =>
            {
                if (report.Endpoints.Count(other => other.Equals(path, StringComparison.OrdinalIgnoreCase)) > 1)
                {
                    RejectDuplicates(Find(endpoints.DataSources));
                }
            });
        }
    }

    private static List<RouteEndpoint> Find(IEnumerable<EndpointDataSource> sources) =>
    [
        .. sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<Marker>() is not null),
    ];

    private static void RejectDuplicates(List<RouteEndpoint> endpoints)
    {
        if (endpoints.GroupBy(GetKey, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } duplicates)
        {
            throw new InvalidOperationException(
                $"MapMetrics is called twice for '{GetPath(duplicates.First().RoutePattern.RawText)}', so that every scrape would fail " +
                "with an ambiguous match: remove one of the calls, or give it another pattern or host.");
        }
    }

    private static string GetKey(RouteEndpoint endpoint)
    {
        var hosts = endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? [];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{GetPath(endpoint.RoutePattern.RawText)} {endpoint.Order} {string.Join(' ', hosts.Order(StringComparer.OrdinalIgnoreCase))}");
    }

    private static string GetPath(string? pattern) => "/" + pattern?.Trim('/');

    internal sealed class Marker;
}
