using System.Net;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The client against a real Pushgateway.</summary>
public sealed class PushgatewayClientTests
{
    //
    [Fact]
    public async Task PUT_replaces_the_group_POST_adds_to_it_DELETE_removes_it()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var first = RegistryWith("first_total", 1);
        using var second = RegistryWith("second_total", 2);

        await client.PushAsync(first, TestContext.Current.CancellationToken);
        await client.PushAddAsync(second, TestContext.Current.CancellationToken);
        var both = (await gateway.FindGroupAsync("job"))!;
        Assert.Equal(1, both.Value("first_total"));
        Assert.Equal(2, both.Value("second_total"));

        await client.PushAsync(second, TestContext.Current.CancellationToken);
        var replaced = (await gateway.FindGroupAsync("job"))!;
        Assert.Null(replaced.Value("first_total"));
        Assert.Equal(2, replaced.Value("second_total"));

        await client.DeleteAsync(TestContext.Current.CancellationToken);
        await gateway.GroupsAsync(groups => groups.Count == 0);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("/var/tmp")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a%2Fb?c#d")]
    [InlineData("Πρ☃ 花火 😱")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("\"quoted\\\n")]
    public async Task Grouping_values_arrive_as_they_were(string value)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(
            new PushgatewayTarget(gateway.Address.AbsoluteUri, "job", ("zone", value), ("instance", "i-1")));
        using var registry = RegistryWith("x_total", 1);

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var group = Assert.Single(await gateway.GroupsAsync());
        Assert.Equal(value, group.Labels.GetValueOrDefault("zone", ""));
        Assert.Equal("i-1", group.Labels["instance"]);
        Assert.Equal("job", group.Labels["job"]);
        await client.DeleteAsync(TestContext.Current.CancellationToken);
        await gateway.GroupsAsync(groups => groups.Count == 0);
    }

    [Theory]
    [InlineData("nightly/etl")]
    [InlineData("my job")]
    [InlineData("..")]
    [InlineData("Größe")]
    public async Task Jobs_arrive_as_they_were(string job)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, job));
        using var registry = RegistryWith("x_total", 1);

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal(job, Assert.Single(await gateway.GroupsAsync()).Labels["job"]);
    }

    // a name has one type in all groups.
    [Fact]
    public async Task The_message_of_the_gateway_is_in_the_exception()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var gauge = new MetricRegistry();
        new MetricFactory(gauge).CreateGauge("x_total_ish", "A gauge.");
        using var counter = new MetricRegistry();
        new MetricFactory(counter).CreateHistogram("x_total_ish", "A histogram.");
        using var one = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "one"));
        using var other = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "other"));
        await one.PushAsync(gauge, TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<PushgatewayException>(
            () => other.PushAsync(counter, TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, exception.StatusCode);
        Assert.Contains("pushed metrics are invalid or inconsistent with existing metrics", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_instrument_and_the_standard_metrics_are_accepted()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var registry = RegistryWith("x_total", 9_007_199_254_740_994);
        registry.AddProcessMetrics().AddRuntimeMetrics();
        var factory = new MetricFactory(registry);
        factory.CreateGauge("temperature_celsius", "Temperature.").Set(double.NegativeInfinity);
        factory.CreateHistogram("size_bytes", "Sizes.", ["kind"], null).WithLabels("a\"b\\c\nd").Observe(3);
        factory.CreateSummary("latency_seconds", "Latency.", new SummaryOptions { Objectives = [new(0.5, 0.05)] }).Observe(0.25);
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "all"));

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var group = (await gateway.FindGroupAsync("all"))!;
        Assert.Equal(9_007_199_254_740_994, group.Value("x_total"));
        Assert.Equal(1, group.Value("size_bytes", ("kind", "a\"b\\c\nd")));
        Assert.Equal(1, group.Value("latency_seconds"));
        Assert.Equal(1, group.Value("dotnet_info"));
        Assert.Contains("temperature_celsius{instance=\"\",job=\"all\"} -Inf", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    private static MetricRegistry RegistryWith(string counter, double value)
    {
        var registry = new MetricRegistry();
        new MetricFactory(registry).CreateCounter(counter, "A counter.").Inc(value);
        return registry;
    }
}
