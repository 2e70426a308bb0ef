using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Gateways with names, beside the default one or without it.</summary>
public sealed class SeveralGatewaysTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");
    private static readonly (string, string?) European = ("Prometheus:Pushgateways:eu:Endpoint", "http://eu:9091");
    private static readonly (string, string?) American = ("Prometheus:Pushgateways:us:Endpoint", "http://us:9091");

    [Fact]
    public async Task Every_gateway_of_the_configuration_gets_a_push_of_its_own()
    {
        using var eu = new FakeGateway();
        using var us = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            With(("eu", eu), ("us", us)), Endpoint, European, American, ("Prometheus:Pushgateways:us:Job", "billing"));

        await host.StopAsync();

        Assert.Equal(new Uri("http://gateway:9091/metrics/job/invoices"), Assert.Single(host.Gateway.Pushes).Address);
        Assert.Equal(new Uri("http://eu:9091/metrics/job/invoices"), Assert.Single(eu.Pushes).Address);
        Assert.Equal(new Uri("http://us:9091/metrics/job/billing"), Assert.Single(us.Pushes).Address);
    }

    [Fact]
    public async Task A_named_gateway_needs_neither_the_default_one_nor_a_section()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(builder =>
        {
            With(("eu", eu))(builder);
            builder.Services.AddPrometheusMetrics()
                .ConfigurePushgateway("eu", push => push.Endpoint = "http://eu:9091")
                .ConfigurePushgateway("eu", push => push.Job += "-batch");
        });

        await host.StopAsync();

        Assert.Equal(new Uri("http://eu:9091/metrics/job/-batch"), Assert.Single(eu.Pushes).Address);
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task Code_overrides_the_section_of_its_name_in_whatever_case_the_section_is_written()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            builder =>
            {
                With(("eu", eu))(builder);
                builder.Services.AddPrometheusMetrics().ConfigurePushgateway("eu", push => push.Job += "-code");
            },
            ("Prometheus:Pushgateways:EU:Endpoint", "http://eu:9091"),
            ("Prometheus:Pushgateways:EU:Job", "section"));

        await host.StopAsync();

        Assert.Equal(new Uri("http://eu:9091/metrics/job/section-code"), Assert.Single(eu.Pushes).Address);
        Assert.Equal(
            "section-code", host.Host.Services.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>().Get("eu").Job);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("DEFAULT")]
    [InlineData("e u")]
    [InlineData("a:b")]
    [InlineData("ü")]
    public void A_name_that_cannot_be_a_section_or_is_that_of_the_default_is_refused(string name)
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        var refusal = Assert.Throws<ArgumentException>(nameof(name), () => metrics.ConfigurePushgateway(name, _ => { }));

        Assert.StartsWith(
            $"'{name}' can't be the name of a gateway: use letters, digits, '-' and '_', other than 'default', whose section is " +
            "Prometheus:Pushgateway.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_differs_in_case_only_is_refused()
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics().ConfigurePushgateway("eu", _ => { });

        var refusal = Assert.Throws<ArgumentException>("name", () => metrics.ConfigurePushgateway("EU", _ => { }));

        Assert.StartsWith("There is a gateway 'eu' already: write its name in the same case.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => metrics.ConfigurePushgateway("eu", null!));
        Assert.Throws<ArgumentException>(() => metrics.ConfigurePushgateway(" ", _ => { }));
        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.ConfigurePushgateway("eu", _ => { }));
    }

    [Fact]
    public async Task A_gateway_that_fails_does_not_keep_the_others_from_their_pushes_and_is_named_in_the_log()
    {
        using var eu = new FakeGateway { Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.BadRequest, "no")) };
        using var us = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            With(("eu", eu), ("us", us)), European, American, ("Prometheus:Pushgateways:eu:Interval", "01:00:00"));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.HoldsAsync("the failure is counted", () => Attempts(host, "eu", "failure") == 1);
        await Eventually.HoldsAsync("the failure is logged", () => host.Complaints.Count > 0);

        Assert.Contains(
            "of job 'invoices' for the gateway 'eu' were not pushed. PUT http://eu:9091/",
            host.Complaints[0].Message,
            StringComparison.Ordinal);
        await host.StopAsync();

        Assert.NotEmpty(us.Pushes);
        Assert.Equal((1d, 0d), (Attempts(host, "us", "success"), Attempts(host, "us", "failure")));
    }

    [Fact]
    public async Task The_label_pusher_tells_gateways_apart_if_one_has_a_name()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(With(("eu", eu)), Endpoint, European);
        await host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken);
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("eu").PushAsync(TestContext.Current.CancellationToken);

        await host.StopAsync();

        Assert.Contains(eu.Pushes, push => push.Has("metrics_push_attempts_total{pusher=\"default\",outcome=\"success\"} 1"));
        Assert.All(eu.Pushes, push => Assert.Contains("metrics_push_bytes_total{pusher=\"eu\"} ", push.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_push_on_demand_goes_to_all_gateways_or_by_the_key_to_one()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(With(("eu", eu)), Endpoint, European, ("Prometheus:Pushgateways:off:Endpoint", ""));

        await host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (host.Gateway.Pushes.Count, eu.Pushes.Count));
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("eu").PushAsync(TestContext.Current.CancellationToken);
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("EU").PushAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, 3), (host.Gateway.Pushes.Count, eu.Pushes.Count));
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("default").PushAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, 3), (host.Gateway.Pushes.Count, eu.Pushes.Count));
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("off").PushAsync(TestContext.Current.CancellationToken);

        await host.StopAsync();
    }

    [Fact]
    public async Task A_push_on_demand_works_in_a_container_without_a_host()
    {
        using var gateway = new FakeGateway();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPrometheusMetrics().ConfigurePushgateway(push => (push.Endpoint, push.Job) = ("http://gateway:9091", "script"));
        services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        await provider.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken).InTime();

        Assert.Equal(new Uri("http://gateway:9091/metrics/job/script"), Assert.Single(gateway.Pushes).Address);
    }

    [Fact]
    public async Task A_push_on_demand_without_a_gateway_does_nothing()
    {
        using var host = await PushingHost.StartAsync();

        await host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken);

        await host.StopAsync();
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public void The_key_of_a_gateway_that_does_not_exist_is_refused_with_those_that_do()
    {
        using var host = PushingHost.Build(null, European);

        var refusal = Assert.Throws<InvalidOperationException>(
            () => host.Host.Services.GetRequiredKeyedService<IMetricPusher>("asia"));

        Assert.Equal(
            "There is no gateway 'asia' among default, eu: add the section Prometheus:Pushgateways:asia, or call " +
            "ConfigurePushgateway(\"asia\", …).",
            refusal.Message);
        Assert.Throws<InvalidOperationException>(() => host.Host.Services.GetRequiredKeyedService<IMetricPusher>(7));
    }

    [Fact]
    public async Task Failures_on_demand_are_told_together_and_one_alone_as_it_is()
    {
        using var eu = new FakeGateway { Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.BadRequest, "eu says no")) };
        using var us = new FakeGateway { Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Unauthorized, "us says no")) };
        using var host = await PushingHost.StartAsync(
            With(("eu", eu), ("us", us)), Endpoint, European, American, ("Prometheus:Pushgateways:us:PushOnShutdown", "true"));
        var services = host.Host.Services;

        var one = await Assert.ThrowsAsync<PushgatewayException>(
            () => services.GetRequiredKeyedService<IMetricPusher>("eu").PushAsync(TestContext.Current.CancellationToken));
        var several = await Assert.ThrowsAsync<PushgatewayException>(
            () => services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, one.StatusCode);
        Assert.StartsWith("2 of 3 pushes failed. eu: PUT http://eu:9091/", several.Message, StringComparison.Ordinal);
        Assert.Contains("us: PUT http://us:9091/", several.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<AggregateException>(several.InnerException).InnerExceptions.Count);
        Assert.Single(host.Gateway.Pushes);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => services.GetRequiredService<IMetricPusher>().PushAsync(cancelled.Token));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_in_time_is_an_exception_that_says_so()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("PushOnShutdown", "true"), ("Timeout", "00:00:05"));
        using var release = new Releaser(host.Gateway.Hold());
        var push = host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken);
        await host.Gateway.NextAsync();

        host.Clock.Advance(TimeSpan.FromSeconds(5));
        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => push.InTime());

        Assert.True(failure.IsUncertain);
        Assert.Equal(
            "The push failed: the Pushgateway took longer than 00:00:05 (Prometheus:Pushgateway:Timeout).", failure.Message);
    }

    [Fact]
    public async Task Handlers_that_the_application_adds_to_the_client_of_a_name_are_used_and_nothing_else_logs()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            builder =>
            {
                With(("eu", eu))(builder);
                builder.Services.AddHttpClient("Metrics.Pushgateway.eu").AddHttpMessageHandler(() => new Stamp());
            },
            European);

        await host.StopAsync();

        Assert.Equal("1", Assert.Single(eu.Pushes).Headers["X-Stamp"]);
        Assert.DoesNotContain(host.Log.Lines, line => line.Category.StartsWith("System.Net.Http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_schedule_of_a_gateway_itself_decides_when_it_gets_pushes()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            With(("eu", eu)),
            Endpoint,
            ("PushOnShutdown", "false"),
            ("Interval", "02:00:00"),
            European,
            ("Prometheus:Pushgateways:eu:Interval", "01:00:00"));

        host.Clock.Advance(TimeSpan.FromHours(1));
        await eu.NextAsync();
        Assert.Empty(host.Gateway.Pushes);

        await host.StopAsync();
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task The_line_at_start_lists_every_gateway_and_a_section_without_an_endpoint_is_warned_of()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            With(("eu", eu)),
            Endpoint,
            European,
            ("Prometheus:Pushgateways:eu:Interval", "00:00:15"),
            ("Prometheus:Pushgateways:eu:PushOnStart", "true"),
            ("Prometheus:Pushgateways:eu:DeleteOnShutdown", "true"),
            ("Prometheus:Pushgateways:us:Job", "a"),
            ("Prometheus:Pushgateways:off:Endpoint", ""));

        var lines = host.Log.Of("PrometheusMetrics.Hosting.StartupReport");
        await host.StopAsync();

        Assert.Contains(
            "Pushes: 'default' at shutdown, to http://gateway:9091/metrics/job/invoices; 'eu' at start and every 00:00:15 and at " +
            "shutdown, to http://eu:9091/metrics/job/invoices, which is deleted at shutdown. Exporters: none.",
            lines[0].Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "The configuration section 'Prometheus:Pushgateways:us' has no effect, because its key Endpoint is missing: set it, for " +
            "example to http://pushgateway:9091, or to an empty text if pushes are off on purpose.",
            Assert.Single(lines, line => line.Level == LogLevel.Warning).Message);
    }

    private static double Attempts(PushingHost host, string pusher, string outcome) =>
        host.Host.Registry().FindSampleValue("metrics_push_attempts_total", ("pusher", pusher), ("outcome", outcome)) ?? 0;

    private static Action<HostApplicationBuilder> With(params (string Name, FakeGateway Gateway)[] gateways) => builder =>
    {
        foreach (var (name, gateway) in gateways)
        {
            builder.Services.AddHttpClient("Metrics.Pushgateway." + name).ConfigurePrimaryHttpMessageHandler(() => gateway);
        }
    };

    private sealed class Releaser(TaskCompletionSource signal) : IDisposable
    {
        public void Dispose() => signal.TrySetResult();
    }

    private sealed class Stamp : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Stamp", "1");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
