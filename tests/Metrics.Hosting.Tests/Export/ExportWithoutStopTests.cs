using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

/// <summary>Hosts that end without a stop: they export where they still can, or one line says that they did not.</summary>
[Collection("The exit code of the process")]
public sealed class ExportWithoutStopTests
{
    private const string Category = "PrometheusMetrics.Hosting.MetricExportService";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_started_host_that_is_disposed_exports_last(bool asynchronously)
    {
        var toy = new LastExporter();
        var host = await StartAsync(toy);
        host.Host.Factory().CreateCounter("orders_total", "").Inc(3);

        await DisposeAsync(host.Host, asynchronously);

        Assert.Equal(["last"], toy.Calls);
        Assert.Contains("\norders_total 3\n", await toy.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("The last metrics were exported by 'toy'.", Assert.Single(host.Log.Of(Category)).Message);
    }

    [Fact]
    public async Task A_started_host_that_is_disposed_pushes_also_if_it_has_never_pushed_before()
    {
        var host = await PushingHost.StartAsync(("Endpoint", "http://gateway:9091"));
        host.Host.Factory().CreateCounter("orders_total", "").Inc(3);

        host.Dispose();

        Assert.True(Assert.Single(host.Gateway.Pushes).Has("orders_total 3"));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_host_that_was_stopped_exports_nothing_at_its_disposal()
    {
        var toy = new LastExporter();
        var host = await StartAsync(toy);
        await host.StopAsync();

        host.Dispose();

        Assert.Equal(["last"], toy.Calls);
        Assert.Single(host.Log.Of(Category));
    }

    [Fact]
    public async Task A_hosted_service_that_fails_to_start_costs_no_export()
    {
        var toy = new LastExporter();
        var host = PushingHost.Build(builder =>
        {
            Add(builder, toy);
            builder.Services.AddHostedService<FailsInStart>();
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.StartAsync());
        Assert.Empty(toy.Calls);
        host.Dispose();

        Assert.Equal(["last"], toy.Calls);
        Assert.Contains("\njob_failures_total 1\n", await toy.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exporter_that_fails_at_the_disposal_is_tried_once_and_the_loss_is_logged()
    {
        var toy = new LastExporter { Answer = _ => throw new IOException("gone") };
        var host = await StartAsync(toy, schedule => schedule.FailOnLostExport = true);
        try
        {
            host.Dispose();

            Assert.Equal(1, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }

        Assert.Equal(["last"], toy.Calls);
        Assert.Equal("The last metrics were not exported by 'toy' and are lost. gone", Assert.Single(host.Log.Of(Category)).Message);
    }

    [Fact]
    public async Task An_exporter_that_blocks_at_the_disposal_is_abandoned()
    {
        using var end = new ManualResetEventSlim();
        var toy = new LastExporter
        {
            Answer = _ =>
            {
                end.Wait(CancellationToken.None);
                return Task.CompletedTask;
            },
        };
        var host = await StartAsync(toy, schedule => schedule.Timeout = TimeSpan.FromMilliseconds(100));

        await Task.Run(host.Dispose).InTime();
        end.Set();

        Assert.StartsWith(
            "The last metrics were not exported by 'toy' and are lost: the host was disposed without a stop",
            Assert.Single(host.Log.Of(Category)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_synchronization_context_that_runs_nothing_does_not_block_the_disposal()
    {
        var toy = new LastExporter();
        var host = await StartAsync(toy);
        var disposal = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Dead());
            host.Dispose();
        });

        disposal.Start();
        await Task.Run(disposal.Join).InTime();

        Assert.Equal(["last"], toy.Calls);
    }

    [Fact]
    public void A_host_that_is_a_container_only_warns_once_that_nothing_was_exported()
    {
        var toy = new LastExporter();
        var host = PushingHost.Build(builder => Add(builder, toy), ("Endpoint", "http://gateway:9091"));
        host.Host.Factory().CreateCounter("orders_total", "").Inc();

        host.Dispose();

        Assert.Empty(toy.Calls);
        Assert.Empty(host.Gateway.Pushes);
        var line = Assert.Single(host.Log.AtLeast(LogLevel.Warning));
        Assert.Equal(
            "Metrics were created, but nothing was exported by these exporters: Pushgateway, toy. The host was disposed without being " +
            "started. Start and stop it, or export on demand by IMetricPusher.",
            line.Message);
    }

    [Fact]
    public void Code_alone_that_sets_the_endpoint_is_enough_for_the_warning()
    {
        var host = PushingHost.Build(
            builder => builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push => push.Endpoint = "gateway:9091"));
        _ = host.Host.Factory();

        host.Dispose();

        Assert.Contains(": Pushgateway. ", Assert.Single(host.Log.AtLeast(LogLevel.Warning)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "http://gateway:9091")]
    public void A_container_that_measures_nothing_or_has_no_exporter_warns_of_nothing(bool measures, string? endpoint)
    {
        var host = PushingHost.Build(null, ("Endpoint", endpoint));
        if (measures)
        {
            _ = host.Host.Factory();
        }

        host.Dispose();

        Assert.Empty(host.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public void A_service_that_options_depend_on_may_have_metrics()
    {
        var host = PushingHost.Build(builder =>
        {
            builder.Services.AddSingleton<Secrets>();
            builder.Services.AddOptions<PushgatewayOptions>().Configure<Secrets>((push, secrets) => push.Endpoint = secrets.Endpoint);
        });
        _ = host.Host.Factory();

        host.Dispose();

        Assert.Single(host.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task An_export_on_demand_from_a_container_is_followed_by_the_last_one()
    {
        var toy = new LastExporter();
        var host = PushingHost.Build(builder => Add(builder, toy));
        var export = host.Host.Services.GetRequiredService<MetricExports>().All.Single(export => export.Name == "toy");

        await export.ExportNowAsync(CancellationToken.None).InTime();
        host.Dispose();

        Assert.Equal(["ordinary", "last"], toy.Calls);
        Assert.Empty(host.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public void Exports_that_were_created_but_never_used_export_nothing_and_the_warning_comes()
    {
        var toy = new LastExporter();
        var host = PushingHost.Build(builder => Add(builder, toy));
        _ = host.Host.Services.GetRequiredService<MetricExports>().All;

        host.Dispose();

        Assert.Empty(toy.Calls);
        Assert.Contains(": toy. ", Assert.Single(host.Log.AtLeast(LogLevel.Warning)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exporter_without_an_export_at_shutdown_exports_nothing_at_the_disposal()
    {
        var toy = new LastExporter();
        var host = await StartAsync(
            toy, schedule => (schedule.Interval, schedule.ExportOnShutdown) = (TimeSpan.FromHours(1), false));

        host.Dispose();

        Assert.Empty(toy.Calls);
        Assert.Empty(host.Log.Of(Category));
    }

    private static void Add(HostApplicationBuilder builder, LastExporter toy, Action<MetricExportOptions>? configure = null) =>
        builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy, configure);

    private static Task<PushingHost> StartAsync(LastExporter toy, Action<MetricExportOptions>? configure = null) =>
        PushingHost.StartAsync(builder => Add(builder, toy, configure));

    private static async Task DisposeAsync(IHost host, bool asynchronously)
    {
        if (asynchronously)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }

    private sealed class FailsInStart(IMetricFactory metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            metrics.CreateCounter("job_failures_total", "").Inc();
            throw new InvalidOperationException("no database");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Secrets(IMetricFactory metrics)
    {
        private readonly ICounter _reads = metrics.CreateCounter("secret_reads_total", "");

        public string Endpoint
        {
            get
            {
                _reads.Inc();
                return "http://gateway:9091";
            }
        }
    }

    private sealed class Dead : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
