using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Testing;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>What users copy from the samples follows the conventions .</summary>
public sealed class SampleLintTests
{
    [Fact]
    public async Task The_metrics_of_the_web_API_sample_have_no_problem()
    {
        await using var sample = await SampleHost.StartAsync(
            "WebApiSample", ("urls", "http://127.0.0.1:0"), ("Sample:SimulateTraffic", "false"));
        var registry = sample.Registry;
        using var client = LoopbackClient.Create(await WaitForAddressAsync(sample.Services));
        using var placed = await client.PostAsJsonAsync(
            "api/orders", new { channel = "Web", euros = 12.5 }, TestContext.Current.CancellationToken);
        placed.EnsureSuccessStatusCode();
        await registry.WaitForHttpRequestsAsync(1, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, registry.GetHistogram("order_value_euros").Count);
        Assert.Empty(registry.Lint());
    }

    [Fact]
    public async Task The_metrics_of_the_batch_job_have_no_problem()
    {
        await using var sample = await SampleHost.StartAsync("BatchJobSample", ("Prometheus:Pushgateway:Endpoint", ""));
        var registry = sample.Registry;
        await sample.Program.WaitAsync(Eventually.DefaultDeadline, TestContext.Current.CancellationToken);

        Assert.Equal(100, registry.GetSampleValue("invoice_rows_read_total"));
        Assert.Empty(registry.Lint());
    }

    private static async Task<Uri> WaitForAddressAsync(IServiceProvider services)
    {
        var started = new TaskCompletionSource();
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(Eventually.DefaultDeadline, TestContext.Current.CancellationToken);
        return new Uri(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }
}
