using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>The requests that the options of a push lead to.</summary>
public sealed class PushRequestTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Theory]
    [InlineData("Put", "PUT")]
    [InlineData("post", "POST")]
    public async Task The_method_is_that_of_the_options(string method, string expected)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Method", method));

        await host.StopAsync();

        Assert.Equal(expected, Assert.Single(host.Gateway.Pushes).Method.Method);
    }

    [Fact]
    public async Task Gzip_and_protobuf_are_used_if_they_are_set()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Gzip", "true"), ("Format", "Protobuf"));

        await host.StopAsync();

        var push = Assert.Single(host.Gateway.Pushes);
        Assert.Equal("gzip", push.Headers["Content-Encoding"]);
        Assert.Equal("application/vnd.google.protobuf", push.ContentType?.MediaType);
    }

    [Fact]
    public async Task VictoriaMetrics_gets_samples_by_POST_with_the_key_as_labels()
    {
        using var host = await PushingHost.StartAsync(
            ("Endpoint", "http://victoria:8428"), ("Kind", "VictoriaMetrics"), ("GroupingKey:zone", "b"));

        await host.StopAsync();

        var push = Assert.Single(host.Gateway.Pushes);
        Assert.Equal(HttpMethod.Post, push.Method);
        Assert.Equal(new Uri("http://victoria:8428/api/v1/import/prometheus?extra_label=job=invoices&extra_label=zone=b"), push.Address);
    }

    [Fact]
    public async Task The_group_is_deleted_at_shutdown_in_place_of_the_last_push_if_that_is_set()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", "true"), ("Interval", "01:00:00"));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.AttemptsBecome("success", 1);

        await host.StopAsync();

        Assert.Equal(HttpMethod.Delete, host.Gateway.Pushes[^1].Method);
        Assert.Equal(new Uri("http://gateway:9091/metrics/job/invoices"), host.Gateway.Pushes[^1].Address);
        Assert.Contains(
            "The group of job 'invoices' was deleted.", host.Log.Of(PushingHost.Category).Select(line => line.Message));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_group_that_is_not_deleted_at_shutdown_is_warned_of()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", "true"));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Forbidden, "no deletion"));

        await host.StopAsync();

        Assert.StartsWith(
            "The group of job 'invoices' was not deleted, and the gateway keeps it. " +
            "DELETE http://gateway:9091/metrics/job/invoices failed: 403",
            host.Complaints[^1].Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_standard_clients_follow_no_redirects_and_have_no_time_out_whatever_their_name()
    {
        using var host = await PushingHost.StartAsync(("Prometheus:Pushgateways:eu:Endpoint", ""));
        var handler = host.Host.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("Metrics.Pushgateway.eu");
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            Assert.DoesNotContain("Logging", handler.GetType().Name, StringComparison.Ordinal);
            handler = inner;
        }

        Assert.False(Assert.IsType<SocketsHttpHandler>(handler).AllowAutoRedirect);
        Assert.Equal(
            Timeout.InfiniteTimeSpan,
            host.Host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("Metrics.Pushgateway.eu").Timeout);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(400, ExportFailureKind.Permanent)]
    [InlineData(401, ExportFailureKind.Permanent)]
    [InlineData(301, ExportFailureKind.Permanent)]
    [InlineData(408, ExportFailureKind.Transient)]
    [InlineData(429, ExportFailureKind.Transient)]
    [InlineData(500, ExportFailureKind.Transient)]
    [InlineData(503, ExportFailureKind.Transient)]
    public void A_push_that_the_gateway_rejects_is_not_worth_another_attempt(int status, ExportFailureKind kind)
    {
        using var host = PushingHost.Build(null, Endpoint);
        var exporter = host.Host.Services.GetRequiredService<Pushgateways>().All[0].Exporter;

        Assert.Equal(kind, exporter.Classify(new PushgatewayException("") { StatusCode = (HttpStatusCode)status }));
        Assert.Equal(ExportFailureKind.Uncertain, exporter.Classify(new PushgatewayException("") { IsUncertain = true }));
        Assert.Equal(ExportFailureKind.Uncertain, exporter.Classify(new OperationCanceledException()));
        Assert.Equal(ExportFailureKind.Uncertain, exporter.Classify(new PushgatewayCanceledException { IsUncertain = true }));
        Assert.Equal(ExportFailureKind.Transient, exporter.Classify(new PushgatewayCanceledException()));
        Assert.Equal(ExportFailureKind.Transient, exporter.Classify(new CollectionFailedException()));
    }
}
