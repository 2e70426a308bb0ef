using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore;

public sealed class FinalPushTests
{
    [Fact]
    public async Task The_push_at_shutdown_holds_the_last_request_of_the_server()
    {
        using var gateway = new FakeGateway();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Pushgateway:Endpoint", "http://gateway:9091"));
        builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/slow", () =>
            {
                arrived.SetResult();
                return release.Task;
            });
        });
        var answer = app.GetStatusAsync("/slow");
        await arrived.Task.InTime();

        var stop = app.App.StopAsync();
        release.SetResult();
        await stop.InTime();

        Assert.Equal(200, await answer);
        Assert.True(
            Assert.Single(gateway.Pushes).Has("""http_request_duration_seconds_count{method="GET",status="200",route="/slow"} 1"""));
    }
}
