using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The endpoints of an application's own routing, without those of branches that have their own.</summary>
internal sealed class ApplicationRoutes
{
    private readonly IApplicationBuilder _app;
    private CompositeEndpointDataSource? _source;

    public ApplicationRoutes(IApplicationBuilder app) => _app = app;

    /// <summary>Gets whether the application has the endpoint. Each routing middleware builds the endpoints anew, so they are compared by
    /// template and handler.</summary>
    public bool Contains(Endpoint endpoint)
    {
        _source ??= FindRoutes() is { } routes ? new CompositeEndpointDataSource(routes.DataSources) : null;
        var template = RouteTemplate.Get(endpoint);
        return _source is not null && _source.Endpoints.Any(own => HaveSameHandler(own, endpoint) && RouteTemplate.Get(own) == template);
    }

    // A WebApplication is its own route builder. UseRouting stores the route builder of any other application in the second property.
    private IEndpointRouteBuilder? FindRoutes() =>
        _app.Properties.TryGetValue("__GlobalEndpointRouteBuilder", out var routes)
        || _app.Properties.TryGetValue("__EndpointRouteBuilder", out routes)
            ? routes as IEndpointRouteBuilder
            : null;

    private static bool HaveSameHandler(Endpoint first, Endpoint second) =>
        first.Metadata.GetMetadata<ActionDescriptor>() is { } action
            ? action.DisplayName == second.Metadata.GetMetadata<ActionDescriptor>()?.DisplayName
            : first.Metadata.GetMetadata<MethodInfo>() is { } method
                ? method == second.Metadata.GetMetadata<MethodInfo>()
                : first.RequestDelegate == second.RequestDelegate;
}
