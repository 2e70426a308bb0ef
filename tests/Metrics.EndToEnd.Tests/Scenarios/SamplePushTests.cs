using System.Net.Http.Json;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The samples push to a real Pushgateway .</summary>
public sealed class SamplePushTests
{
    private const string Job = "shop";

    [Fact]
    public async Task Pushes_on_an_interval_arrive()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var sample = StartSample(gateway.Address, interval: "00:00:00.100", onShutdown: false);
        using var client = new HttpClient { BaseAddress = await sample.WaitForAddressAsync() };

        await PlaceOrderAsync(client);

        var group = await WaitForGroupAsync(gateway, sample, group => group.Value("orders_placed_total", ("channel", "Web")) == 1);
        Assert.True(group.LastPushSuccessful);
        Assert.Equal("sample-1", group.Labels["instance"]);
    }

    [Fact]
    public async Task The_push_at_shutdown_holds_the_last_request()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var sample = StartSample(gateway.Address, interval: "01:00:00", onShutdown: true);
        using var client = new HttpClient { BaseAddress = await sample.WaitForAddressAsync() };
        await PlaceOrderAsync(client);
        await PlaceOrderAsync(client);
        Assert.Empty(await gateway.GroupsAsync());

        Assert.Equal(0, await sample.StopAsync());

        var group = (await gateway.FindGroupAsync(Job))!;
        Assert.Equal(2, group.Value("orders_placed_total", ("channel", "Web")));
        Assert.Equal(2, group.Value("http_request_duration_seconds", ("method", "POST"), ("status", "201"), ("route", "/api/orders")));
    }

    [Fact]
    public async Task A_gateway_that_comes_up_late_gets_the_values_and_the_failures_before_were_counted()
    {
        using var port = new ReservedPort();
        Requirement.Program("prometheus-pushgateway");
        await using var sample = StartSample(port.Address, interval: "00:00:00.100", onShutdown: false);
        using var client = new HttpClient { BaseAddress = await sample.WaitForAddressAsync() };
        await PlaceOrderAsync(client);
        await sample.WaitForLineAsync(
            new("were not pushed.*refused", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));

        await using var gateway = await PushgatewayServer.StartAsync(port);

        var group = await WaitForGroupAsync(gateway, sample, group => group.Value("orders_placed_total", ("channel", "Web")) == 1);
        Assert.True(group.Value("metrics_push_attempts_total", ("outcome", "failure")) > 0);
    }

    [Fact]
    public void A_worker_needs_no_ASP_NET_Core_at_run_time()
    {
        var runtimeConfiguration = File.ReadAllText(Path.ChangeExtension(SampleProcess.PathOf("BatchJobSample"), ".runtimeconfig.json"));

        Assert.Contains("Microsoft.NETCore.App", runtimeConfiguration, StringComparison.Ordinal);
        Assert.DoesNotContain("AspNetCore", runtimeConfiguration, StringComparison.Ordinal);
    }

    private static SampleProcess StartSample(Uri gateway, string interval, bool onShutdown) =>
        SampleProcess.Start("WebApiSample", environment: new Dictionary<string, string?>
        {
            ["Sample__SimulateTraffic"] = "false",
            ["Prometheus__Pushgateway__Endpoint"] = gateway.AbsoluteUri,
            ["Prometheus__Pushgateway__Job"] = Job,
            ["Prometheus__Pushgateway__Interval"] = interval,
            ["Prometheus__Pushgateway__PushOnShutdown"] = onShutdown ? "true" : "false",
        });

    private static async Task PlaceOrderAsync(HttpClient client)
    {
        using var placed = await client.PostAsJsonAsync("api/orders", new { channel = "Web", euros = 12.5 });
        placed.EnsureSuccessStatusCode();
    }

    private static async Task<PushedGroup> WaitForGroupAsync(
        PushgatewayServer gateway, SampleProcess sample, Func<PushedGroup, bool> isEnough) =>
        (await Eventually.GetAsync(
            "the pushed values",
            () => gateway.FindGroupAsync(Job),
            group => group is not null && isEnough(group),
            () => sample.Output.Tail))!;
}
