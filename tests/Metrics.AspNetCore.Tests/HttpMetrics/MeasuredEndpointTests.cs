using Microsoft.AspNetCore.Mvc.Controllers;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class MeasuredEndpointTests
{
    [Fact]
    public void An_action_has_the_names_of_its_controller_and_itself_as_they_are_declared()
    {
        var action = new ControllerActionDescriptor { ControllerName = "Orders", ActionName = "Get" };

        var endpoint = new MeasuredEndpoint(TestEndpoint.Create("/orders", action));

        Assert.Equal(("Orders", "Get"), (endpoint.Labels.Controller, endpoint.Labels.Action));
    }

    [Fact]
    public void What_is_no_action_has_no_such_names()
    {
        var endpoint = new MeasuredEndpoint(TestEndpoint.Create("/orders"));

        Assert.Equal(("", ""), (endpoint.Labels.Controller, endpoint.Labels.Action));
        Assert.Equal(("", "", ""), (EndpointLabels.None.Controller, EndpointLabels.None.Action, EndpointLabels.None.Route));
    }

    [Theory]
    [InlineData("/a", "/x/a")]
    [InlineData("/", "/x")]
    public void A_mounted_endpoint_has_the_prefix(string template, string route)
    {
        var endpoint = new MeasuredEndpoint(TestEndpoint.Create(template));

        endpoint.Mount("/x");

        Assert.Equal(route, endpoint.Labels.Route);
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
        var endpoint = new MeasuredEndpoint(TestEndpoint.Create(template));

        endpoint.Mount(first);
        endpoint.Mount(second);

        Assert.Equal(route, endpoint.Labels.Route);
    }
}
