using Microsoft.AspNetCore.Http.Features;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class RequestEndpointTests
{
    // A middleware may rewrite a path to what it was.
    [Theory]
    [InlineData("/a", "", "", false)]
    [InlineData("/shop/a", "/shop", "/shop", true)]
    public void Only_a_prefix_that_was_moved_away_is_a_mount(string path, string pathBase, string mount, bool isMounted)
    {
        var endpoints = new MeasuredEndpoints();
        var selected = TestEndpoint.Create("/a");
        var request = new HttpRequestFeature { Path = path };
        var endpoint = default(RequestEndpoint);
        endpoint.Begin(new FeatureCollection(), request, new HttpResponseFeature(), current: null);

        (request.PathBase, request.Path) = (pathBase, string.Concat("/", "a"));
        endpoint.Select(new FeatureCollection(), request, new HttpResponseFeature(), selected, endpoints);

        Assert.Same(selected, endpoint.Original);
        Assert.Equal((isMounted, mount + "/a"), (endpoints.Get(selected).IsMounted, endpoints.Get(selected).Labels.Route));
    }
}
