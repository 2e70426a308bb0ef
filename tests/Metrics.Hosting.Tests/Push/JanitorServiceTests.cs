using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>The janitor of a host.</summary>
public sealed class JanitorServiceTests
{
    private const string Category = "PrometheusMetrics.Hosting.JanitorService";
    private const string Expired = "/metrics/job/import/instance/a";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly (string, string?)[] Settings =
        [("Endpoint", "http://gateway:9091"), ("Interval", "1.00:00:00"), ("PushOnShutdown", "false")];

    [Fact]
    public async Task It_deletes_groups_whose_lease_is_over_and_says_which()
    {
        using var host = await StartAsync(Settings);
        await RunAsync(host, "success", 1);

        // A look is logged after it is counted.
        await Eventually.HoldsAsync("it is logged", () => host.Log.Of(Category).Count == 1);
        Assert.Equal([Expired], Deleted(host));
        var line = Assert.Single(host.Log.Of(Category));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Equal(
            "Groups of the gateway 'default' were deleted, because their lease was over (1): job=\"import\",instance=\"a\".", line.Message);
        Assert.Equal(1, host.Host.Registry().GetSampleValue("metrics_push_janitor_deleted_groups_total"));

        await RunAsync(host, "success", 2);
        Assert.Equal([Expired], Deleted(host));
        Assert.Single(host.Log.Of(Category));
    }

    [Fact]
    public async Task It_logs_once_when_it_begins_to_fail_and_once_when_it_recovers()
    {
        using var host = await StartAsync(Settings);
        var answer = host.Gateway.AnswerTo;
        host.Gateway.AnswerTo = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.Unauthorized, "who\nare you"));
        await RunAsync(host, "failure", 1);
        await RunAsync(host, "failure", 2);
        host.Gateway.AnswerTo = answer;
        await RunAsync(host, "success", 1);

        await Eventually.HoldsAsync("it is logged", () => host.Log.Of(Category).Count == 3);
        var lines = host.Log.Of(Category);
        Assert.Equal([LogLevel.Warning, LogLevel.Information, LogLevel.Information], lines.Select(line => line.Level));
        Assert.Contains(@"401 Unauthorized: who\nare you", lines[0].Message, StringComparison.Ordinal);
        Assert.Null(lines[0].Exception);
        Assert.Contains("can be deleted again", lines[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_cannot_be_deleted_is_logged_once()
    {
        using var host = await StartAsync(Settings);
        var answer = host.Gateway.AnswerTo!;
        host.Gateway.AnswerTo = push => push.Method == HttpMethod.Delete
            ? Task.FromResult(FakeGateway.Status(HttpStatusCode.Forbidden))
            : answer(push);
        await RunAsync(host, "success", 1);
        await RunAsync(host, "success", 2);

        var line = Assert.Single(host.Log.Of(Category));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("job=\"import\",instance=\"a\": DELETE ", line.Message, StringComparison.Ordinal);
        Assert.Contains("403", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_uses_the_endpoint_and_the_credentials_that_the_pushes_use()
    {
        using var host = await StartAsync([.. Settings, ("UserName", "cobbler"), ("Password", "s3cret")]);
        await RunAsync(host, "success", 1);
        Assert.All(Looks(host), look => Assert.Equal("Basic Y29iYmxlcjpzM2NyZXQ=", look.Authorization?.ToString()));

        host.Reconfigure(("Endpoint", "http://other:9091"), ("Password", "changed"));
        var before = Looks(host).Count();
        await RunAsync(host, "success", 2);
        Assert.All(Looks(host).Skip(before), look => Assert.Equal("other", look.Address.Host));
        Assert.All(Looks(host).Skip(before), look => Assert.Equal("Basic Y29iYmxlcjpjaGFuZ2Vk", look.Authorization?.ToString()));
        Assert.DoesNotContain("s3cret", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_cleans_named_gateways_too_but_only_those_that_have_groups()
    {
        using var host = await StartAsync(
            [
                ("Prometheus:Pushgateways:eu:Endpoint", "http://eu:9091"),
                ("Prometheus:Pushgateways:vm:Endpoint", "http://vm:8428"),
                ("Prometheus:Pushgateways:vm:Kind", "VictoriaMetrics"),
            ],
            builder =>
            {
                foreach (var name in (string[])["eu", "vm"])
                {
                    builder.Services.AddHttpClient($"{PushgatewayOptions.HttpClientName}.{name}")
                        .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<FakeGateway>());
                }
            });
        await RunAsync(host, 1, ("pusher", "eu"), ("outcome", "success"));

        Assert.All(Looks(host), look => Assert.Equal("eu", look.Address.Host));
    }

    [Fact]
    public async Task It_deletes_groups_of_the_named_jobs_only()
    {
        using var host = await StartAsync([.. Settings, ("Prometheus:PushgatewayJanitor:Jobs", "export, other")]);
        await RunAsync(host, "success", 1);

        Assert.Empty(Deleted(host));
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        using var host = await StartAsync([.. Settings, ("Prometheus:PushgatewayJanitor:Enabled", "false")]);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.StopAsync();

        Assert.Empty(Looks(host));
        Assert.Empty(host.Log.Of(Category));
    }

    [Fact]
    public async Task Without_a_gateway_it_says_what_is_missing()
    {
        using var host = await StartAsync([]);
        await Eventually.HoldsAsync("a line", () => host.Log.Of(Category).Count == 1);

        Assert.Contains("set Prometheus:Pushgateway:Endpoint", host.Log.Of(Category)[0].Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public void It_is_added_once()
    {
        var services = new ServiceCollection();
        services.AddPrometheusMetrics().AddPushgatewayJanitor().AddPushgatewayJanitor(janitor => janitor.Enabled = false);

        Assert.Single(services, service => service is { IsKeyedService: false, ImplementationType.Name: "JanitorService" });
    }

    [Theory]
    [InlineData("Interval", "00:00:00.5", "Prometheus:PushgatewayJanitor:Interval is 00:00:00.5000000, but must be 1 second to 1 day.")]
    [InlineData("Timeout", "00:00:00", "Prometheus:PushgatewayJanitor:Timeout is 00:00:00, but must be more than zero")]
    [InlineData("Intervall", "00:01:00", "Did you mean 'Prometheus:PushgatewayJanitor:Interval'?")]
    public async Task Mistakes_are_told_at_start(string key, string value, string words)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(
            () => StartAsync([.. Settings, ($"Prometheus:PushgatewayJanitor:{key}", value)]));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<PushingHost> StartAsync((string, string?)[] settings, Action<HostApplicationBuilder>? configure = null)
    {
        FakeGateway? gateway = null;
        var host = PushingHost.Build(
            builder =>
            {
                builder.Services.AddSingleton(_ => gateway!);
                builder.Services.AddPrometheusMetrics().AddPushgatewayJanitor();
                configure?.Invoke(builder);
            },
            [
                .. settings,
                ("Prometheus:PushgatewayJanitor:Interval", Interval.ToString("c", CultureInfo.InvariantCulture)),
                ("Prometheus:PushgatewayJanitor:Timeout", "1.00:00:00"),
            ]);
        gateway = host.Gateway;
        var expires = host.Clock.GetUtcNow();
        var isDeleted = false;
        host.Gateway.AnswerTo = push =>
        {
            isDeleted |= push.Method == HttpMethod.Delete;
            var response = FakeGateway.Status(HttpStatusCode.OK, push.Address.AbsolutePath switch
            {
                "/api/v1/metrics" => Groups(expires, isDeleted),
                "/api/v1/status" => """{"status":"success","data":{"start_time":"2020-01-01T00:00:00Z"}}""",
                _ => "",
            });
            response.Headers.Date = host.Clock.GetUtcNow();
            return Task.FromResult(response);
        };
        await host.Host.StartAsync();
        return host;
    }

    // The lease is over long before the first look.
    private static string Groups(DateTimeOffset pushed, bool isDeleted) => isDeleted
        ? """{"status":"success","data":[]}"""
        : $$$"""
          {"status":"success","data":[{"labels":{"job":"import","instance":"a"},
          "push_time_seconds":{"type":"GAUGE","metrics":[{"value":"{{{pushed.AddHours(-1).ToUnixTimeSeconds()}}}"}]},
          "metrics_push_lease_seconds":{"type":"GAUGE","metrics":[{"value":"60"}]}}]}
          """;

    private static IEnumerable<FakeGateway.Push> Looks(PushingHost host) =>
        host.Gateway.Pushes.Where(push => push.Method == HttpMethod.Get);

    private static IEnumerable<string> Deleted(PushingHost host) =>
        host.Gateway.Pushes.Where(push => push.Method == HttpMethod.Delete).Select(push => push.Address.AbsolutePath);

    private static Task RunAsync(PushingHost host, string outcome, int count) => RunAsync(host, count, ("outcome", outcome));

    // In steps, because the timer of the next look is set by another thread.
    private static Task RunAsync(PushingHost host, int count, params (string Name, string? Value)[] labels) => Eventually.HoldsAsync(
        $"{count} looks",
        () =>
        {
            if (host.Host.Registry().FindSampleValue("metrics_push_janitor_runs_total", labels) == count)
            {
                return true;
            }

            host.Clock.Advance(TimeSpan.FromSeconds(5));
            return false;
        });
}
