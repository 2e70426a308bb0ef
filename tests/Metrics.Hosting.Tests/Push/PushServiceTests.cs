using System.Net;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Tests.Hosting.Push;

/// <summary>When pushes happen, and what is in them.</summary>
public sealed class PushServiceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");
    private static readonly (string, string?) Every15Seconds = ("Interval", "00:00:15");
    private static readonly (string, string?) NotAtShutdown = ("PushOnShutdown", "false");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_an_endpoint_nothing_is_pushed(string? endpoint)
    {
        using var host = await PushingHost.StartAsync(("Endpoint", endpoint), Every15Seconds);

        host.Clock.Advance(TimeSpan.FromHours(1));
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
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds, NotAtShutdown);
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
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds);
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

    [Fact]
    public async Task Pushes_never_overlap()
    {
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds, ("Timeout", "01:00:00"), NotAtShutdown);
        var release = host.Gateway.Hold();
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        host.Clock.Advance(10 * Interval);
        release.SetResult();
        await host.Gateway.NextAsync();
        await host.AttemptsBecome("success", 2);
        await host.StopAsync();

        Assert.Equal(1, host.Gateway.MostAtOnce);
        Assert.Equal(2, host.Gateway.Pushes.Count);
    }

    [Fact]
    public async Task A_push_under_way_ends_at_shutdown_and_the_last_push_takes_its_place()
    {
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds);
        host.Gateway.Answer = EndSlowlyAsync;
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));

        await host.StopAsync();

        Assert.Equal(2, host.Gateway.Pushes.Count);
        Assert.Equal(1, host.Gateway.MostAtOnce);
        Assert.Equal((1, 0), (host.Attempts("success"), host.Attempts("failure")));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_push_under_way_ends_at_shutdown_also_if_there_is_no_last_one()
    {
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds, NotAtShutdown);
        host.Gateway.Hold();
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        await host.StopAsync();

        Assert.Single(host.Gateway.Pushes);
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_a_stop_gives_up_silently()
    {
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds);
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Gateway.Answer = async token =>
        {
            await disposed.Task;
            throw new OperationCanceledException(token);
        };
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        host.Host.Dispose();
        disposed.SetResult();
        await Eventually.HoldsAsync("the loop ends", () => host.Clock.Timers == 0);

        Assert.Empty(host.Complaints);
        Assert.Single(host.Gateway.Pushes);
    }

    [Theory]
    [InlineData("Interval", "00:00:15", 1)]
    [InlineData("Timeout", "00:00:15", 0)]
    public async Task Repeated_pushes_without_a_grouping_key_are_remarked_once(string key, string value, int remarks)
    {
        using var host = await PushingHost.StartAsync(Endpoint, (key, value));
        host.Clock.Advance(3 * Interval);

        await host.StopAsync();

        var lines = host.Log.Of(PushingHost.Category);
        Assert.Equal(remarks, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal(LogLevel.Information, line.Level);
            Assert.Contains("set Prometheus:Pushgateway:GroupingKey, an 'instance' for example", line.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Repeated_pushes_with_a_grouping_key_need_no_remark()
    {
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds, ("GroupingKey:instance", "a"));

        await host.StopAsync();

        Assert.Empty(host.Log.Of(PushingHost.Category));
        Assert.Equal("/metrics/job/invoices/instance/a", host.Gateway.Pushes.Single().Address.AbsolutePath);
    }

    [Fact]
    public async Task The_factory_of_clients_logs_no_request()
    {
        using var host = await PushingHost.StartAsync(Endpoint, Every15Seconds);
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        await host.StopAsync();

        Assert.DoesNotContain(host.Log.Lines, line => line.Category.StartsWith("System.Net.Http", StringComparison.Ordinal));
    }

    /// <summary>Waits to be given up, and then leaves others time to come between.</summary>
    private static async Task<HttpResponseMessage> EndSlowlyAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < 200_000; i++)
        {
            await Task.Yield();
        }

        throw new OperationCanceledException(token);
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
