using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class EndpointLabelsTests
{
    [Fact]
    public void The_same_values_of_two_endpoints_are_equal()
    {
        var labels = Create("/orders", "Orders", "Get");
        var others = Create("/orders", "Orders", "Get");

        Assert.NotSame(labels, others);
        Assert.True(labels.Equals(others));
        Assert.True(labels.Equals((object)others));
        Assert.Equal(labels.GetHashCode(), others.GetHashCode());
    }

    [Theory]
    [InlineData("/orders/{id}", "Orders", "Get")]
    [InlineData("/orders", "Order", "Get")]
    [InlineData("/orders", "Orders", "Find")]
    [InlineData("Orders", "/orders", "Get")]
    public void Each_value_tells_endpoints_apart(string route, string controller, string action)
    {
        var labels = Create("/orders", "Orders", "Get");
        var others = Create(route, controller, action);

        Assert.False(labels.Equals(others));
        Assert.NotEqual(labels.GetHashCode(), others.GetHashCode());
    }

    [Fact]
    public void Nothing_else_is_equal_to_labels()
    {
        Assert.False(EndpointLabels.None.Equals(null));
        Assert.False(EndpointLabels.None.Equals((object)""));
    }

    // Equal strings are not the same objects.
    private static EndpointLabels Create(string route, string controller, string action) =>
        new(new string(route.AsSpan()), new string(controller.AsSpan()), new string(action.AsSpan()));
}
