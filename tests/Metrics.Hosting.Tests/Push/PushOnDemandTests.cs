using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>What the caller of <see cref="IMetricPusher"/> gets.</summary>
public sealed class PushOnDemandTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Fact]
    public async Task A_gateway_that_does_not_answer_in_time_is_a_failed_push()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("PushOnShutdown", "false"), ("Interval", "01:00:00"));
        host.Gateway.Hold();

        var push = PushAsync(host);
        await host.Gateway.NextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => push.InTime());
        Assert.Equal("The push failed: the Pushgateway took longer than 00:00:10 (Prometheus:Pushgateway:Timeout).", failure.Message);
        Assert.True(failure.IsUncertain);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(NotSupportedException))]
    public async Task An_exception_of_a_handler_is_a_failed_push(Type type)
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => throw (Exception)Activator.CreateInstance(type, "the circuit is open")!;

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => PushAsync(host).InTime());

        Assert.Contains(type, Causes(failure).Select(cause => cause.GetType()));

        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(System.Net.HttpStatusCode.OK));
        await host.StopWhilePausesPassAsync();
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static Task PushAsync(PushingHost host) =>
        host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken);
}
