using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>The metrics of the pushes themselves, and the lines about success.</summary>
public sealed class PushMetricsTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://cobbler:s3cret@gateway:9091");

    [Fact]
    public async Task Attempts_durations_bytes_and_the_last_success_are_measured_and_pushed()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        await PushAsync(host);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.ServiceUnavailable));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));

        var registry = host.Host.Registry();
        var bytes = host.Gateway.Pushes[0].Body.Length;
        Assert.Equal((1d, 1d), (host.Attempts("success"), host.Attempts("failure")));
        Assert.Equal(2, registry.FindSampleValue("metrics_push_duration_seconds_count"));
        Assert.Equal(bytes, registry.FindSampleValue("metrics_push_bytes_total"));
        Assert.Equal(
            (host.Clock.GetUtcNow() - TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds() / 1000d,
            registry.FindSampleValue("metrics_push_last_success_timestamp_seconds"));

        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        await PushAsync(host);
        Assert.True(host.Gateway.Pushes[^1].Has("metrics_push_attempts_total{outcome=\"failure\"} 1"));
        Assert.True(host.Gateway.Pushes[^1].Has($"metrics_push_bytes_total {bytes}"));
        Assert.True(host.Gateway.Pushes[0].Has("metrics_push_last_success_timestamp_seconds 0"));
        Assert.True(host.Gateway.Pushes[0].Has("metrics_push_attempts_total{outcome=\"failure\"} 0"));
    }

    [Fact]
    public async Task Without_a_gateway_there_is_the_counter_of_attempts_only()
    {
        using var host = await PushingHost.StartAsync();

        List<string> names = [];
        host.Host.Registry().Read(new CollectionRequest { Filter = Note }).Dispose();

        Assert.Equal(["metrics_push_attempts_total"], names.Where(name => name.StartsWith("metrics_push", StringComparison.Ordinal)));

        bool Note(MetricDescriptor family)
        {
            names.Add(family.Name);
            return true;
        }
    }

    [Fact]
    public async Task The_first_success_is_one_line_that_says_how_much_went_where()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Include", "orders*"));
        host.Host.Factory().CreateCounter("orders_total", "", "shop").WithLabels("a").Inc();
        host.Host.Factory().CreateCounter("orders_total", "", "shop").WithLabels("b").Inc();

        await PushAsync(host);
        await PushAsync(host);

        Assert.Equal(
            $"Pushed 2 series ({host.Gateway.Pushes[0].Body.Length} bytes) of job 'invoices' to http://gateway:9091/metrics/job/invoices.",
            Assert.Single(
                host.Log.Of(PushingHost.Category).Where(line => line.Level == LogLevel.Information).Select(line => line.Message),
                message => message.StartsWith("Pushed", StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cret", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_failures_are_one_warning_and_the_recovery_says_how_long_and_how_many()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.ServiceUnavailable, "busy\nINFO: forged"));
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        await PushAsync(host);

        Assert.DoesNotContain('\n', Assert.Single(host.Complaints).Message);
        Assert.Contains(
            "The metrics of job 'invoices' are pushed again, after 180 s with 3 failed pushes.",
            host.Log.Of(PushingHost.Category).Select(line => line.Message));
    }

    [Fact]
    public async Task A_last_push_whose_answer_is_lost_is_counted_as_a_failure_and_the_log_says_that_the_result_is_uncertain()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => throw new HttpRequestException(
            HttpRequestError.ResponseEnded, "The response ended prematurely.", new IOException("closed"));

        await host.StopWhilePausesPassAsync();

        Assert.Equal((0, host.Gateway.Pushes.Count), (host.Attempts("success"), host.Attempts("failure")));
        Assert.StartsWith(
            "The last metrics of job 'invoices' were not pushed and are lost. The result is uncertain: a request was sent without an " +
            "answer",
            Assert.Single(host.Complaints).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_whose_answer_is_lost_may_be_stored_and_the_log_says_so()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");

        await Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));

        Assert.Equal(1, host.Attempts("failure"));
        Assert.EndsWith(
            "The response ended prematurely. The gateway may have stored the push, or may still do so.",
            Assert.Single(host.Complaints).Message,
            StringComparison.Ordinal);
    }

    private static Task PushAsync(PushingHost host) =>
        host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken).InTime();
}
