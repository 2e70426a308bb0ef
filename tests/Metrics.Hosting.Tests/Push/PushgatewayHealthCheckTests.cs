using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

public sealed class PushgatewayHealthCheckTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://cobbler:s3cret@gateway:9091");

    [Fact]
    public async Task Pushes_that_work_are_healthy_and_the_last_success_is_told()
    {
        using var host = await StartAsync(checks => checks.AddPushgateway(), Endpoint);
        var before = await CheckAsync(host);
        await PushAsync(host);

        var entry = await CheckAsync(host);

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy), (before.Status, entry.Status));
        Assert.Equal("none", before.Data["default:LastSuccess"]);
        Assert.Equal(host.Clock.GetUtcNow().ToString("u"), entry.Data["default:LastSuccess"]);
        Assert.Equal(0, entry.Data["default:ConsecutiveFailures"]);
    }

    [Fact]
    public async Task Failures_in_a_row_degrade_from_the_threshold_on_and_a_success_ends_that()
    {
        using var host = await StartAsync(checks => checks.AddPushgateway(), Endpoint);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.ServiceUnavailable, "busy"));
        await FailAsync(host);
        await FailAsync(host);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        await FailAsync(host);
        var degraded = await CheckAsync(host);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        await PushAsync(host);

        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.StartsWith(
            "The last 3 pushes to 'default' failed. Last success: none. PUT http://gateway:9091/",
            degraded.Description,
            StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", degraded.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task The_worst_of_several_gateways_counts_with_the_status_and_the_threshold_of_the_application()
    {
        using var eu = new FakeGateway { Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.BadRequest)) };
        using var host = await StartAsync(
            checks =>
            {
                checks.Services.AddHttpClient("Metrics.Pushgateway.eu").ConfigurePrimaryHttpMessageHandler(() => eu);
                checks.AddPushgateway("pushes", failureThreshold: 1, HealthStatus.Unhealthy, ["ready"]);
            },
            Endpoint,
            ("Prometheus:Pushgateways:eu:Endpoint", "http://eu:9091"),
            ("Prometheus:Pushgateways:off:Endpoint", ""));
        await FailAsync(host);

        var entry = await CheckAsync(host, "pushes");

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("The last 1 pushes to 'eu' failed.", entry.Description, StringComparison.Ordinal);
        Assert.Equal(["ready"], entry.Tags);
        Assert.Equal(
            ["default:ConsecutiveFailures", "default:LastSuccess", "eu:ConsecutiveFailures", "eu:LastSuccess"], entry.Data.Keys.Order());
    }

    [Fact]
    public async Task Without_a_gateway_it_is_healthy()
    {
        using var host = await StartAsync(checks => checks.AddPushgateway());

        var entry = await CheckAsync(host);

        Assert.Equal((HealthStatus.Healthy, "No Pushgateway has an endpoint."), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task Without_the_metrics_the_result_says_what_to_call()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHealthChecks().AddPushgateway();
        await using var provider = services.BuildServiceProvider();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken));

        Assert.Equal("The health check of the pushes needs AddPrometheusMetrics(): call it.", failure.Message);
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_refused()
    {
        var checks = new ServiceCollection().AddHealthChecks();

        Assert.Throws<ArgumentOutOfRangeException>(() => checks.AddPushgateway(failureThreshold: 0));
        Assert.Throws<ArgumentException>(() => checks.AddPushgateway(" "));
        Assert.Throws<ArgumentNullException>(() => default(IHealthChecksBuilder)!.AddPushgateway());
    }

    private static Task<PushingHost> StartAsync(Action<IHealthChecksBuilder> add, params (string, string?)[] settings) =>
        PushingHost.StartAsync(builder => add(builder.Services.AddHealthChecks()), settings);

    private static async Task<HealthReportEntry> CheckAsync(PushingHost host, string name = "pushgateway")
    {
        var report = await host.Host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries[name];
    }

    private static Task PushAsync(PushingHost host) =>
        host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken).InTime();

    private static Task<Exception> FailAsync(PushingHost host) => Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));
}
