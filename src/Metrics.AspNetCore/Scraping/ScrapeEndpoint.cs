using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PrometheusMetrics.AspNetCore;

/// <summary>One endpoint of <c>MapMetrics</c>; it is also metadata of its own endpoint. Its data source has nothing else, so that it can be
/// built at start without the endpoints of the application, which are built at the first request.</summary>
internal sealed class ScrapeEndpoint : IEndpointRouteBuilder
{
    private readonly IEndpointRouteBuilder _routes;
    private readonly List<EndpointDataSource> _dataSources = [];

    /// <param name="routes">The route builder that <c>MapMetrics</c> was called for.</param>
    /// <param name="pattern">The pattern that was passed to it.</param>
    /// <param name="options">The options of the endpoint.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="InvalidOperationException">The endpoint is in a route group, and has a port.</exception>
    public ScrapeEndpoint(IEndpointRouteBuilder routes, string pattern, MetricsEndpointOptions options, TimeProvider timeProvider)
    {
        if (options.Port is not null && routes is RouteGroupBuilder)
        {
            throw new InvalidOperationException(
                $"MapMetrics(\"{ForeignText.Escape(pattern)}\") is in a route group, and has a port of its own " +
                $"({MetricsEndpointOptions.SectionName}:{nameof(MetricsEndpointOptions.Port)}), where the prefix and the conventions of " +
                "the group would be lost. Call app.MapMetrics with the whole pattern, or set Port to null in the options of this call.");
        }

        _routes = routes;
        Port = options.Port;
        FinalScrape = FinalScrape.Create(
            options, timeProvider, ServiceProvider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);
    }

    public IServiceProvider ServiceProvider => _routes.ServiceProvider;

    public ICollection<EndpointDataSource> DataSources => _dataSources;

    public bool IsInGroup => _routes is RouteGroupBuilder;

    /// <summary>The port of the listener that the endpoint is found at, or null for the addresses of the application.</summary>
    public int? Port { get; }

    public FinalScrape? FinalScrape { get; }

    public IApplicationBuilder CreateApplicationBuilder() => _routes.CreateApplicationBuilder();

    /// <summary>Adds the endpoint to those of the application.</summary>
    public void AddToApplication()
    {
        foreach (var source in _dataSources)
        {
            _routes.DataSources.Add(source);
        }
    }

    /// <summary>Returns whether this endpoint and another one are among the same endpoints. The routes outside of a group are
    /// unknown.</summary>
    public bool SharesRoutesWith(ScrapeEndpoint other) =>
        Port is not null || IsInGroup || other.IsInGroup || ReferenceEquals(_routes.DataSources, other._routes.DataSources);

    /// <summary>Builds the endpoint, with the conventions that were added after <c>MapMetrics</c>.</summary>
    public IEnumerable<RouteEndpoint> Build() => (IsInGroup ? ServiceProvider.GetServices<EndpointDataSource>() : _dataSources)
        .SelectMany(source => source.Endpoints)
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<ScrapeEndpoint>() == this);
}
