using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class RequestKeyTests
{
    private static readonly RequestKey Key = new("GET", 200, new EndpointLabels("/orders", "", ""));

    [Fact]
    public void Requests_of_one_method_status_and_endpoint_have_one_key()
    {
        var other = new RequestKey(new string(Key.Method.AsSpan()), 200, new EndpointLabels("/orders", "", ""));

        Assert.Equal(Key, other);
        Assert.Equal(Key.GetHashCode(), other.GetHashCode());
    }

    [Theory]
    [InlineData("PUT", 200, "/orders")]
    [InlineData("GET", 404, "/orders")]
    [InlineData("GET", 200, "/")]
    public void Each_part_tells_requests_apart(string method, int status, string route) =>
        Assert.NotEqual(Key, new RequestKey(method, status, new EndpointLabels(route, "", "")));

    [Theory]
    [InlineData("DELETE", 200, "/orders")]
    [InlineData("GET", 404, "/orders")]
    [InlineData("GET", 200, "/")]
    public void Most_keys_are_found_at_once(string method, int status, string route) =>
        Assert.NotEqual(Key.GetHashCode(), new RequestKey(method, status, new EndpointLabels(route, "", "")).GetHashCode());
}
