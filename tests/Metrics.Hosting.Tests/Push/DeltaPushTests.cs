using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Pushes of a host to a gateway that adds what it receives.</summary>
public sealed class DeltaPushTests
{
    private static readonly (string, string?)[] Settings =
    [
        ("Endpoint", "http://gateway:9091"),
        ("Kind", "Aggregating"),
        ("Interval", "1.00:00:00"),
        ("PushOnShutdown", "false"),
        ("Include", "jobs_*"),
    ];

    [Fact]
    public async Task Each_push_has_what_was_added_since_the_last_one_that_was_accepted()
    {
        using var host = await PushingHost.StartAsync(Settings);
        var counter = host.Host.Factory().CreateCounter("jobs_total", "Jobs.");
        counter.Inc(3);
        await PushAsync(host);
        counter.Inc(2);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.ServiceUnavailable));
        await Assert.ThrowsAsync<PushgatewayException>(() => PushAsync(host));
        counter.Inc(4);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Accepted));
        await PushAsync(host);

        Assert.Equal(["jobs_total 3", "jobs_total 2", "jobs_total 6"], host.Gateway.Pushes.Select(Samples));
        Assert.All(host.Gateway.Pushes, push => Assert.Equal(HttpMethod.Post, push.Method));
    }

    [Fact]
    public async Task Without_additions_nothing_is_sent_and_that_is_a_success()
    {
        using var host = await PushingHost.StartAsync(Settings);
        host.Host.Factory().CreateCounter("jobs_total", "Jobs.").Inc();
        await PushAsync(host);
        await PushAsync(host);

        Assert.Equal(2, host.Attempts("success"));
        Assert.Single(host.Gateway.Pushes);
    }

    [Theory]
    [InlineData("false", "jobs_total 2", "are not sent again, and may be missing (ResendUncertain is false).")]
    [InlineData("true", "jobs_total 5", "are sent again, and may be counted twice (ResendUncertain is true).")]
    public async Task After_a_lost_answer_the_option_decides_and_the_log_says_so(string resend, string next, string words)
    {
        using var host = await PushingHost.StartAsync([.. Settings, ("ResendUncertain", resend), ("Timeout", "00:00:02")]);
        var counter = host.Host.Factory().CreateCounter("jobs_total", "Jobs.");
        counter.Inc(3);
        host.Gateway.Hold();
        var push = PushAsync(host);
        await host.Gateway.NextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<Exception>(() => push);

        counter.Inc(2);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Accepted));
        await PushAsync(host);

        Assert.Equal(next, Samples(host.Gateway.Pushes[^1]));
        Assert.Contains("its additions " + words, Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
        Assert.Equal(1, host.Host.Registry().GetSampleValue("metrics_push_lost_answers_total"));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Additions_that_a_web_page_has_answered_are_in_the_next_push(string resend)
    {
        using var host = await PushingHost.StartAsync([.. Settings, ("ResendUncertain", resend)]);
        host.Host.Factory().CreateCounter("jobs_total", "Jobs.").Inc(3);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.WebPage());
        await Assert.ThrowsAsync<PushgatewayException>(() => PushAsync(host));

        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Accepted));
        await PushAsync(host);

        Assert.Equal("jobs_total 3", Samples(host.Gateway.Pushes[^1]));
        Assert.Equal(0, host.Host.Registry().GetSampleValue("metrics_push_lost_answers_total"));
    }

    // The message says everything.
    [Fact]
    public async Task A_lost_answer_is_logged_without_a_stack_trace()
    {
        using var host = await PushingHost.StartAsync(Settings);
        host.Host.Factory().CreateCounter("jobs_total", "Jobs.").Inc(3);
        host.Gateway.Answer = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        await Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));

        var line = Assert.Single(host.Complaints);
        Assert.Contains("The response ended prematurely.", line.Message, StringComparison.Ordinal);
        Assert.Null(line.Exception);
    }

    [Fact]
    public async Task Gauges_are_pushed_on_request()
    {
        using var host = await PushingHost.StartAsync([.. Settings, ("IncludeGauges", "true")]);
        host.Host.Factory().CreateGauge("jobs_active", "Jobs.").Set(7);
        await PushAsync(host);

        Assert.Equal("jobs_active 7", Samples(Assert.Single(host.Gateway.Pushes)));
    }

    // Each addition is sent once, to the gateway that is in use.
    [Fact]
    public async Task Another_endpoint_gets_what_is_added_from_then_on()
    {
        using var host = await PushingHost.StartAsync(Settings);
        var counter = host.Host.Factory().CreateCounter("jobs_total", "Jobs.");
        counter.Inc(3);
        await PushAsync(host);
        counter.Inc();
        host.Reconfigure(("Endpoint", "http://other:9091"));
        await PushAsync(host);

        Assert.Equal("jobs_total 1", Samples(host.Gateway.Pushes[^1]));
        Assert.Equal("other", host.Gateway.Pushes[^1].Address.Host);
    }

    [Fact]
    public async Task The_push_at_shutdown_has_the_rest()
    {
        using var host = await PushingHost.StartAsync([.. Settings.Where(setting => setting.Item1 != "PushOnShutdown")]);
        var counter = host.Host.Factory().CreateCounter("jobs_total", "Jobs.");
        counter.Inc(3);
        await PushAsync(host);
        counter.Inc(4);
        await host.StopAsync();

        Assert.Equal(["jobs_total 3", "jobs_total 4"], host.Gateway.Pushes.Select(Samples));
    }

    [Theory]
    [InlineData("Pushgateway", "ResendUncertain", "true", "Prometheus:Pushgateway:ResendUncertain is set, but Kind is Pushgateway")]
    [InlineData("VictoriaMetrics", "IncludeGauges", "true", "Prometheus:Pushgateway:IncludeGauges is set, but Kind is VictoriaMetrics")]
    [InlineData("Aggregating", "Job", "a/b", "which an aggregating gateway does not decode")]
    [InlineData("Aggregating", "GroupingKey:x", "", "which an aggregating gateway does not decode")]
    public async Task What_does_not_go_with_the_kind_is_told_at_start(string kind, string key, string value, string words)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(
            () => PushingHost.StartAsync(("Kind", kind), (key, value), ("Endpoint", "http://gateway:9091")));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    private static Task PushAsync(PushingHost host) => host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync().InTime();

    private static string Samples(FakeGateway.Push push) =>
        string.Join(';', push.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'));
}
