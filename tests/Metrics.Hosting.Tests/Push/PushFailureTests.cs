using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>A push that fails is logged and counted, and changes nothing else.</summary>
public sealed class PushFailureTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");
    private static readonly (string, string?) EveryHour = ("Interval", "01:00:00");
    private static readonly (string, string?) NotAtShutdown = ("PushOnShutdown", "false");

    [Fact]
    public async Task A_refusal_is_logged_with_the_message_of_the_gateway()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ =>
            Task.FromResult(FakeGateway.Status(HttpStatusCode.BadRequest, "pushed metrics are invalid or inconsistent: is not a GAUGE\n"));

        await host.StopAsync();

        var complaint = Assert.Single(host.Complaints);
        Assert.Equal(LogLevel.Warning, complaint.Level);
        Assert.Equal(
            "The last metrics of job 'invoices' were not pushed and are lost. PUT http://gateway:9091/metrics/job/invoices failed: 400 Bad "
                + "Request: pushed metrics are invalid or inconsistent: is not a GAUGE",
            complaint.Message);
        Assert.Null(complaint.Exception);
        Assert.Equal((0, 1), (host.Attempts("success"), host.Attempts("failure")));
    }

    [Fact]
    public async Task A_gateway_that_comes_back_gets_everything()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, NotAtShutdown);
        var orders = host.Host.Factory().CreateCounter("orders_total", "");
        host.Gateway.Refusal = new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
        for (var i = 1; i <= 3; i++)
        {
            orders.Inc();
            host.Clock.Advance(Interval);
            await host.AttemptsBecome("failure", i);
        }

        host.Gateway.Refusal = null;
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Accepted));
        host.Clock.Advance(Interval);
        await host.AttemptsBecome("success", 1);
        await host.StopAsync();

        Assert.Equal(
            [
                "The metrics of job 'invoices' were not pushed. PUT http://gateway:9091/metrics/job/invoices failed: Connection refused",
                "The metrics of job 'invoices' are pushed again, after 10800 s with 3 failed pushes.",
            ],
            host.Log.Of(PushingHost.Category)
                .Select(line => line.Message)
                .Where(message => !message.Contains("grouping key", StringComparison.Ordinal))
                .Where(message => !message.StartsWith("Pushed ", StringComparison.Ordinal)));
        Assert.Single(host.Complaints);
        Assert.True(host.Gateway.Pushes[^1].Has("orders_total 3"));
        Assert.True(host.Gateway.Pushes[^1].Has("""metrics_push_attempts_total{outcome="failure"} 3"""));
    }

    [Fact]
    public async Task A_push_that_takes_too_long_is_cancelled()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, ("Timeout", "00:00:02"), NotAtShutdown);
        host.Gateway.Hold();
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.FirstFailureIsLogged();

        Assert.Equal(
            "The metrics of job 'invoices' were not pushed: the Pushgateway took longer than 00:00:02 (Prometheus:Pushgateway:Timeout). " +
            "The gateway may have stored the push, or may still do so.",
            Assert.Single(host.Complaints).Message);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        host.Clock.Advance(Interval - TimeSpan.FromSeconds(2)); // not beyond the next push, whose time would be over at once
        await host.AttemptsBecome("success", 1);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_last_push_that_fails_is_logged_also_if_pushes_fail_already()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        host.Gateway.Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
        host.Clock.Advance(Interval);
        await host.FirstFailureIsLogged();
        host.Gateway.Answer = _ => throw new HttpRequestException("No route to host");

        await host.StopWhilePausesPassAsync();

        Assert.Equal(2, host.Complaints.Count);
        Assert.Contains("No route to host", host.Complaints[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_a_handler_throws_is_logged_whole_and_the_pushes_go_on()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, NotAtShutdown);
        host.Gateway.Answer = _ => throw new NotSupportedException("no such certificate");
        host.Clock.Advance(Interval);
        await host.AttemptsBecome("failure", 1);

        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        host.Clock.Advance(Interval);
        await host.AttemptsBecome("success", 1);
        await host.StopAsync();

        Assert.IsType<NotSupportedException>(Assert.Single(host.Complaints).Exception);
    }

    [Fact]
    public async Task A_handler_that_cancels_by_itself_is_a_failure_like_others()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, NotAtShutdown);
        host.Gateway.Answer = _ => throw new TaskCanceledException("gave up early");
        host.Clock.Advance(Interval);
        await host.FirstFailureIsLogged();
        await host.StopAsync();

        Assert.DoesNotContain("shutdown", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_a_wrong_address()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ =>
        {
            var redirect = FakeGateway.Status(HttpStatusCode.MovedPermanently);
            redirect.Headers.Location = new Uri("http://elsewhere:9091/");
            return Task.FromResult(redirect);
        };

        await host.StopAsync();

        Assert.Contains(
            "it redirects to http://elsewhere:9091/; check the endpoint", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_is_a_loss_that_is_not_tried_again()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.WebPage());

        await host.StopAsync();

        Assert.Single(host.Gateway.Pushes);
        Assert.StartsWith(
            "The last metrics of job 'invoices' were not pushed and are lost. PUT http://gateway:9091/metrics/job/invoices failed: 200 " +
            "OK: the answer is a web page, so the address is not that of a Pushgateway",
            Assert.Single(host.Complaints).Message,
            StringComparison.Ordinal);
        Assert.Equal((0, 1), (host.Attempts("success"), host.Attempts("failure")));
    }

    [Theory]
    [InlineData("GroupingKey:gc_heap_generation", "dotnet_gc_collections_total")]
    [InlineData("GroupingKey:zone", "push_time_seconds")]
    public async Task A_push_that_this_library_refuses_is_not_tried_again_when_the_host_stops(string key, string metric)
    {
        using var host = await PushingHost.StartAsync(Endpoint, (key, "a"), ("Include", metric));
        host.Host.Factory().CreateGauge("push_time_seconds", "").Set(1);

        await host.StopWhilePausesPassAsync();

        Assert.Equal((0, 1), (host.Attempts("success"), host.Attempts("failure")));
        Assert.Contains("was not sent, because", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task A_failing_collector_loses_its_own_families_only()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Host.Registry().Register(new StubCollector { Failure = new InvalidOperationException("broken") });
        host.Host.Factory().CreateCounter("orders_total", "").Inc();

        await host.StopAsync();

        var push = Assert.Single(host.Gateway.Pushes);
        Assert.True(push.Has("orders_total 1"));
        Assert.DoesNotContain("stub", push.Body, StringComparison.Ordinal);
        Assert.True(push.Has("""metrics_collector_errors_total{collector="StubCollector"} 1"""));
    }

    [Fact]
    public async Task A_failing_collector_stops_the_push_if_the_configuration_says_so()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddPrometheusMetrics(options => options.FailOnCollectorError = true), Endpoint);
        host.Host.Registry().Register(new StubCollector { Failure = new InvalidOperationException("broken") });

        await host.StopAsync();

        Assert.Empty(host.Gateway.Pushes);
        Assert.Contains("The collector StubCollector failed", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
    }
}
