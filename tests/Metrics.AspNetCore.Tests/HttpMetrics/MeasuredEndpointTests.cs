using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class MeasuredEndpointTests
{
    [Fact]
    public void An_action_has_the_names_of_its_controller_and_itself_as_they_are_declared()
    {
        var action = new ControllerActionDescriptor { ControllerName = "Orders", ActionName = "Get" };

        var endpoint = new MeasuredEndpoint(Route("/orders", action));

        Assert.Equal(("Orders", "Get"), (endpoint.Controller, endpoint.Action));
    }

    [Fact]
    public void What_is_no_action_has_no_such_names()
    {
        var endpoint = new MeasuredEndpoint(Route("/orders"));

        Assert.Equal(("", ""), (endpoint.Controller, endpoint.Action));
        Assert.Equal(("", "", ""), (MeasuredEndpoint.None.Controller, MeasuredEndpoint.None.Action, MeasuredEndpoint.None.Route));
    }

    [Theory]
    [InlineData("/a", "/x/a")]
    [InlineData("/", "/x")]
    public void A_mounted_endpoint_has_the_prefix(string template, string route)
    {
        var endpoint = new MeasuredEndpoint(Route(template));

        endpoint.Mount("/x");

        Assert.Equal(route, endpoint.Route);
    }

    // Whole segments only: /shop and /eshop have nothing in common.
    [Theory]
    [InlineData("/a", "/eu/shop", "/us/shop", "/shop/a")]
    [InlineData("/a", "/eu/shop", "/shop", "/shop/a")]
    [InlineData("/a", "/shop", "/eu/shop", "/shop/a")]
    [InlineData("/a", "/shop", "/eshop", "/a")]
    [InlineData("/a", "/eshop", "/shop", "/a")]
    [InlineData("/a", "/x", "/y", "/a")]
    [InlineData("/a", "/x", "", "/a")]
    [InlineData("/", "/eu/shop", "/us/shop", "/shop")]
    [InlineData("/", "/x", "/y", "/")]
    public void Of_several_prefixes_the_last_segments_that_they_share_remain(string template, string first, string second, string route)
    {
        var endpoint = new MeasuredEndpoint(Route(template));

        endpoint.Mount(first);
        endpoint.Mount(second);

        Assert.Equal(route, endpoint.Route);
    }

    private static RouteEndpoint Route(string template, params object[] metadata) =>
        new(_ => Task.CompletedTask, RoutePatternFactory.Parse(template), 0, new EndpointMetadataCollection(metadata), "");
}
