using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Settings that would lose every push are refused at start, and peers that limit what they take get it so.</summary>
public sealed class PushMistakeTests
{
    private const string Job = "mistakes";

    [Theory]
    [InlineData("http://127.0.0.1:9091/metrics", "/metrics")]
    [InlineData("http://127.0.0.1:9091/metrics/job/x", "/metrics")]
    [InlineData("http:/127.0.0.1:9091", "http://")]
    [InlineData("http://user:12/pw@127.0.0.1", "%2F")]
    public async Task An_endpoint_that_cannot_be_right_is_refused_at_start(string endpoint, string advice)
    {
        await using var app = PushingApp.Launch(endpoint, Job);

        Assert.NotEqual(0, await app.WaitForExitAsync());

        Assert.Contains("Prometheus:Pushgateway", app.Output.Text, StringComparison.Ordinal);
        Assert.Contains(advice, app.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("12/pw", app.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grouping_key_that_is_written_as_one_text_is_refused_at_start()
    {
        await using var app = PushingApp.Launch(
            "http://127.0.0.1:9091", Job, [new("Prometheus__Pushgateway__GroupingKey", "instance=pod-1")]);

        Assert.NotEqual(0, await app.WaitForExitAsync());

        Assert.Contains("Prometheus:Pushgateway:GroupingKey", app.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_push_passes_a_proxy_without_chunked_requests()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var proxy = new FaultyGateway(gateway.Address);
        proxy.Break(Faults.RefuseChunks);
        await using var app = await PushingApp.StartAsync(proxy.Address.AbsoluteUri, Job);

        await app.WorkAsync(3);

        await WaitForValueAsync(gateway, app, 3);
        Assert.DoesNotContain(app.OwnLog, entry => entry.IsWarning);
    }

    // A large body waits for the consent of the server; this one refuses to be asked.
    [Fact]
    public async Task A_large_push_passes_a_proxy_that_answers_417()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var proxy = new FaultyGateway(gateway.Address);
        proxy.Break(Faults.RefuseExpectation);
        await using var app = await PushingApp.StartAsync(
            proxy.Address.AbsoluteUri, Job, [new("Series", "5000"), new("IsPatient", "true")]);

        await app.WorkAsync(3);

        await WaitForValueAsync(gateway, app, 3);
        Assert.DoesNotContain(app.OwnLog, entry => entry.IsWarning);
    }

    private static Task WaitForValueAsync(PushgatewayServer gateway, PushingApp app, double value) =>
        Eventually.HoldsAsync(
            $"{value} at the gateway",
            async () => (await gateway.FindGroupAsync(Job))?.Value("work_done_total") == value,
            () => app.Output.Tail);
}
