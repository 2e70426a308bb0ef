using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>When pushes happen, what is in them, and what is logged about them.</summary>
public sealed class PushScheduleTests
{
    /// <summary>The events of the lines about the first and the last push.</summary>
    private static readonly int[] Successes = [17, 7];

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");
    private static readonly (string, string?) EveryHour = ("Interval", "01:00:00");
    private static readonly (string, string?) NotAtShutdown = ("PushOnShutdown", "false");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_an_endpoint_nothing_is_pushed(string? endpoint)
    {
        using var host = await PushingHost.StartAsync(("Endpoint", endpoint), EveryHour);

        host.Clock.Advance(2 * Interval);
        await host.StopAsync();

        Assert.Empty(host.Gateway.Pushes);
        Assert.Empty(host.Log.Of(PushingHost.Category));
    }

    [Fact]
    public async Task Code_alone_may_set_the_endpoint()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push => push.Endpoint = "gateway:9091"));

        await host.StopAsync();

        Assert.Equal(new Uri("http://gateway:9091/metrics/job/invoices"), Assert.Single(host.Gateway.Pushes).Address);
    }

    [Fact]
    public async Task A_push_puts_the_whole_registry_as_text()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Host.Factory().CreateCounter("orders_total", "Orders.").Inc(3);

        await host.StopAsync();

        var push = Assert.Single(host.Gateway.Pushes);
        Assert.Equal(HttpMethod.Put, push.Method);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", push.ContentType?.ToString());
        Assert.True(push.Has("# TYPE orders_total counter"));
        Assert.True(push.Has("orders_total 3"));
        Assert.EndsWith("\n", push.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_interval_brings_a_push_with_the_values_of_its_moment()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, NotAtShutdown);
        var orders = host.Host.Factory().CreateCounter("orders_total", "");
        host.Clock.Advance(Interval - TimeSpan.FromTicks(1));
        Assert.Empty(host.Gateway.Pushes);

        for (var i = 1; i <= 3; i++)
        {
            orders.Inc();
            host.Clock.Advance(i == 1 ? TimeSpan.FromTicks(1) : Interval);
            Assert.True((await host.Gateway.NextAsync()).Has($"orders_total {i}"));
            await host.AttemptsBecome("success", i);
        }

        await host.StopAsync();
        Assert.Equal(3, host.Gateway.Pushes.Count);
    }

    [Fact]
    public async Task With_both_the_push_at_shutdown_is_the_last_one()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        var orders = host.Host.Factory().CreateCounter("orders_total", "");
        orders.Inc();
        host.Clock.Advance(Interval);
        Assert.True((await host.Gateway.NextAsync()).Has("orders_total 1"));
        await host.AttemptsBecome("success", 1);
        orders.Inc();

        await host.StopAsync();
        host.Clock.Advance(Interval);

        Assert.True((await host.Gateway.NextAsync()).Has("orders_total 2"));
        Assert.Equal(2, host.Gateway.Pushes.Count);
        Assert.Equal(2, host.Attempts("success"));
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_push_holds_what_other_services_count_while_they_stop(bool concurrently)
    {
        using var host = PushingHost.Build(
            builder =>
            {
                // Services stop in reverse order: one stops after the push service, one before it.
                builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, CountsInStop>());
                builder.Services.AddSingleton<IHostedService, CountsInStop>();
                builder.Services.Configure<HostOptions>(options => options.ServicesStopConcurrently = concurrently);
            },
            Endpoint);
        await host.Host.StartAsync();

        await host.StopAsync();

        Assert.True(Assert.Single(host.Gateway.Pushes).Has("stops_total 2"));
    }

    [Theory]
    [InlineData("Interval", "01:00:00", 1)]
    [InlineData("Timeout", "01:00:00", 0)]
    public async Task Repeated_pushes_without_a_grouping_key_are_logged_once(string key, string value, int remarks)
    {
        using var host = await PushingHost.StartAsync(Endpoint, (key, value));
        for (var i = 1; i <= 3; i++)
        {
            host.Clock.Advance(Interval);
            await host.AttemptsBecome("success", remarks * i);
        }

        await host.StopAsync();

        var lines = host.Log.Of(PushingHost.Category).Where(line => !Successes.Contains(line.Id)).ToList();
        Assert.Equal(remarks, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal(LogLevel.Information, line.Level);
            Assert.Contains("set Prometheus:Pushgateway:GroupingKey, an 'instance' for example", line.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Repeated_pushes_with_a_grouping_key_are_not_logged()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, ("GroupingKey:instance", "a"));

        await host.StopAsync();

        Assert.All(host.Log.Of(PushingHost.Category), line => Assert.Contains(line.Id, Successes));
        Assert.Equal("/metrics/job/invoices/instance/a", host.Gateway.Pushes.Single().Address.AbsolutePath);
    }

    [Fact]
    public async Task The_factory_of_clients_logs_no_request()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        await host.StopAsync();

        Assert.DoesNotContain(host.Log.Lines, line => line.Category.StartsWith("System.Net.Http", StringComparison.Ordinal));
    }

    private sealed class CountsInStop(IMetricFactory factory) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            factory.CreateCounter("stops_total", "").Inc();
        }
    }
}
