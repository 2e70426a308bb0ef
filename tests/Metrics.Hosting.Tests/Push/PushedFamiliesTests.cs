using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Which families a push contains.</summary>
public sealed class PushedFamiliesTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Theory]
    [InlineData("orders_total", null, "orders_total")]
    [InlineData("orders", null, "orders_total")]
    [InlineData("order?", null, "orders_total")]
    [InlineData("*_seconds", "metrics_*", "wait_seconds")]
    [InlineData("*,unknown*", "metrics_*,*_seconds", "orders_total|process_orders_total")]
    [InlineData("orders*,wait*", "orders*", "wait_seconds")]
    [InlineData("Orders*,ORDERS", null, "")]
    [InlineData("wait_seconds_count", null, "")]
    [InlineData("nothing_has_this_name", null, "")]
    [InlineData(null, "metrics_*", "orders_total|process_orders_total|wait_seconds")]
    [InlineData(null, "metrics_*,process*", "orders_total|wait_seconds")]
    public async Task Patterns_choose_families_by_their_names_with_or_without_the_suffix_of_a_counter(
        string? include, string? exclude, string families)
    {
        using var host = await PushingHost.StartAsync(
            Endpoint, ("Include", include), ("Exclude", exclude), ("StandardMetrics", "false"));
        Measure(host);

        await host.StopAsync();

        Assert.Equal(families, string.Join('|', Assert.Single(host.Gateway.Pushes).Families));
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("Pushgateway", "true", null, true)]
    [InlineData("Pushgateway", "false", null, false)]
    [InlineData("Pushgateway", null, "process_*,dotnet_*,orders*", true)]
    [InlineData("Pushgateway", "false", "*", false)]
    [InlineData("VictoriaMetrics", null, null, true)]
    [InlineData("VictoriaMetrics", "false", null, false)]
    public async Task Standard_metrics_are_pushed_unless_an_option_leaves_them_out(
        string? kind, string? standard, string? include, bool arePushed)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Kind", kind), ("StandardMetrics", standard), ("Include", include));
        Measure(host);

        await host.StopAsync();

        var families = Assert.Single(host.Gateway.Pushes).Families;
        Assert.Equal(arePushed, families.Contains("process_start_time_seconds"));
        Assert.Equal(arePushed, families.Contains("dotnet_gc_collections_total"));
        Assert.Contains("orders_total", families);

        // A family of the application is not left out because its name begins alike.
        Assert.Equal(include != "process_*,dotnet_*,orders*" || arePushed, families.Contains("process_orders_total"));
    }

    [Fact]
    public async Task What_a_push_leaves_out_is_still_scraped()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Include", "orders*"));
        Measure(host);
        await host.StopAsync();

        Assert.Equal(1, host.Host.Registry().FindSampleValue("wait_seconds_count"));
    }

    private static void Measure(PushingHost host)
    {
        host.Host.Factory().CreateCounter("orders_total", "").Inc();
        host.Host.Factory().CreateCounter("process_orders_total", "").Inc();
        host.Host.Factory().CreateHistogram("wait_seconds", "").Observe(1);
    }
}
