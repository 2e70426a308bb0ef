using System.Net;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Pushes to a real VictoriaMetrics server.</summary>
public sealed class VictoriaMetricsTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_is_stored_with_the_labels_of_the_push()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry);
        factory.CreateCounter("jobs_total", "Jobs.", "kind").WithLabels("a/b \"ä\\\n").Inc(3);
        factory.CreateGauge("depth", "Depth.").Set(-1.5);
        factory.CreateHistogram("size", "Sizes.", new HistogramOptions { Buckets = [1, 5] }).Observe(2);
        factory.CreateSummary("wait", "Waits.").Observe(4);
        factory.CreateInfo("build", "Build.", "version").WithLabels("1").Set();
        using var client = Create(server, "nightly import/1", ("region", "eu west&x=y+ü"), ("empty", ""));

        var result = await client.PushAsync(registry, CancellationToken);

        Assert.True(result.Series >= 5);
        var counter = Assert.Single(await server.ExportAsync("jobs_total"));
        Assert.Equal("a/b \"ä\\\n", counter.Labels["kind"]);
        Assert.Equal("nightly import/1", counter.Labels["job"]);
        Assert.Equal("eu west&x=y+ü", counter.Labels["region"]);
        Assert.Equal([3], counter.Values);
        Assert.Equal([-1.5], Assert.Single(await server.ExportAsync("depth")).Values);
        Assert.Equal(
            [("+Inf", 1), ("1", 0), ("5", 1)],
            (await server.ExportAsync("size_bucket", series => series.Count == 3))
                .Select(series => (series.Labels["le"], series.Values[0])).Order());
        Assert.Equal([2], Assert.Single(await server.ExportAsync("size_sum")).Values);
        Assert.Equal([1], Assert.Single(await server.ExportAsync("wait_count")).Values);
        Assert.Equal("1", Assert.Single(await server.ExportAsync("build_info")).Labels["version"]);
    }

    // Both methods of the client are a POST: there is no group that could be replaced.
    [Fact]
    public async Task Each_push_adds_samples_to_the_series()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        using var registry = new MetricRegistry();
        var counter = new MetricFactory(registry).CreateCounter("jobs_total", "Jobs.");
        using var client = Create(server, "job");

        counter.Inc(1);
        await client.PushAsync(registry, CancellationToken);
        counter.Inc(2);
        await client.PushAddAsync(registry, CancellationToken);

        var series = await server.ExportAsync("jobs_total", series => series[0].Values.Count == 2);
        Assert.Equal([1, 3], Assert.Single(series).Values);
    }

    [Fact]
    public async Task A_compressed_push_is_stored()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("depth", "Depth.").Set(7);
        using var client = new PushgatewayClient(
            PushgatewayTarget.ForVictoriaMetrics(server.Address.AbsoluteUri, "job"), new() { Compression = Export.BodyCompression.Gzip });

        await client.PushAsync(registry, CancellationToken);

        Assert.Equal([7], Assert.Single(await server.ExportAsync("depth")).Values);
    }

    [Fact]
    public async Task A_host_pushes_on_its_interval_and_at_shutdown()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        await using var app = await PushingApp.StartAsync(server.Address.AbsoluteUri, "shop", new Dictionary<string, string?>
        {
            ["Prometheus__Pushgateway__Kind"] = "VictoriaMetrics",
            ["Prometheus__Pushgateway__GroupingKey__instance"] = "pod/1",
        });
        await app.WorkAsync(2);
        await Eventually.HoldsAsync("a push", async () => await app.CountPushesAsync("success") > 0, () => app.Output.Tail);
        await app.WorkAsync(3);
        await app.SignalAsync(Signal.Term);
        Assert.Equal(0, await app.WaitForExitAsync());

        var series = await server.ExportAsync("work_done_total", series => series[0].Values[^1] == 5);
        Assert.Equal(("shop", "pod/1"), (series[0].Labels["job"], series[0].Labels["instance"]));
        Assert.Single(series);
    }

    [Fact]
    public async Task Nothing_can_be_deleted()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        using var client = Create(server, "job");

        await Assert.ThrowsAsync<NotSupportedException>(() => client.DeleteAsync(CancellationToken));
    }

    // The server overwrites such a label, as a Pushgateway does.
    [Fact]
    public async Task A_label_that_the_push_would_overwrite_is_refused()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        using var content = new StringContent("raw{job=\"own\"} 1\n");
        using var response = await server.Client.PostAsync("api/v1/import/prometheus?extra_label=job=pushed", content, CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("pushed", Assert.Single(await server.ExportAsync("raw")).Labels["job"]);

        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("depth", "Depth.", "job").WithLabels("own").Set(1);
        using var client = Create(server, "pushed");
        var refused = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(registry, CancellationToken));
        Assert.Contains("'depth' has the label 'job'", refused.Message, StringComparison.Ordinal);
    }

    private static PushgatewayClient Create(VictoriaMetricsServer server, string job, params ReadOnlySpan<(string, string)> labels) =>
        new(PushgatewayTarget.ForVictoriaMetrics(server.Address.AbsoluteUri, job, labels));
}
