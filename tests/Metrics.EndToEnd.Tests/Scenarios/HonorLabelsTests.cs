using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A real Prometheus scrapes a real Pushgateway.</summary>
public sealed class HonorLabelsTests
{
    //
    [Fact]
    public async Task With_honor_labels_the_labels_of_the_group_stay_and_otherwise_they_are_renamed()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(
            new PushgatewayTarget(gateway.Address.AbsoluteUri, "nightly", ("instance", "i-1")));
        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("x", "A gauge.").Set(1);
        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var page = new Uri(gateway.Address, "metrics");
        await using var prometheus = await PrometheusServer.StartAsync(
            [new ScrapeTarget("honoring", page) { HonorLabels = true }, new ScrapeTarget("renaming", page)]);
        await prometheus.WaitForUpAsync("honoring");
        await prometheus.WaitForUpAsync("renaming");

        var samples = await prometheus.SamplesAsync("x", samples => samples.Count == 2);
        var honored = Assert.Single(samples, sample => sample.Labels["job"] == "nightly").Labels;
        Assert.Equal("i-1", honored["instance"]);
        Assert.False(honored.ContainsKey("exported_job"));
        var renamed = Assert.Single(samples, sample => sample.Labels["job"] == "renaming").Labels;
        Assert.Equal(("nightly", "i-1"), (renamed["exported_job"], renamed["exported_instance"]));
    }
}
