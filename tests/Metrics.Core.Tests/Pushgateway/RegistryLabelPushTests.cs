using System.Net;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Labels of the registry that are in the grouping key too are left out of what is pushed. R-338</summary>
public sealed class RegistryLabelPushTests()
    : EngineTest(options => options.Labels = new() { ["job"] = "j", ["team"] = "a", ["zone"] = "z" })
{
    private readonly StubHandler _gateway = new(HttpStatusCode.OK);

    [Fact]
    public async Task A_label_of_the_grouping_key_is_left_out_and_the_others_are_kept()
    {
        Factory.CreateCounter("a", "").Inc(2);
        Factory.CreateHistogram("b", "", ["kind"], new HistogramOptions { Buckets = [1] }).WithLabels("x").Observe(1);
        Factory.CreateObservableGauge("c", "", () => 3);
        Factory.CreateInfo("d", "").Set(("version", "1"));
        Factory.CreateStateSet("e", "", new StateSetOptions { States = ["on"] });

        await Client().PushAsync(Registry);

        Assert.Equal(
            [
                "a_total{team=\"a\"} 2",
                "b_bucket{team=\"a\",kind=\"x\",le=\"1\"} 1",
                "b_bucket{team=\"a\",kind=\"x\",le=\"+Inf\"} 1",
                "b_sum{team=\"a\",kind=\"x\"} 1",
                "b_count{team=\"a\",kind=\"x\"} 1",
                "c{team=\"a\"} 3",
                "d_info{team=\"a\",version=\"1\"} 1",
                "e{team=\"a\",e=\"on\"} 0",
            ],
            Pushed());
    }

    [Fact]
    public async Task It_is_the_same_for_a_delta_a_lease_and_a_source_that_cannot_be_inspected()
    {
        Factory.CreateCounter("a", "").Inc(2);
        await Client().PushAsync(new LeasedSource(Registry, TimeSpan.FromMinutes(5)));
        Assert.Equal(["metrics_push_lease_seconds 300", "a_total{team=\"a\"} 2"], Pushed());

        await new DeltaTracker().PushAsync(Client(), Registry);
        Assert.Equal(["a_total{team=\"a\"} 2"], Pushed());

        await Client().PushAsync(new Opaque(Registry));
        Assert.Equal(["a_total{team=\"a\"} 2"], Pushed());
    }

    [Fact]
    public async Task Another_label_of_the_grouping_key_is_refused_as_ever()
    {
        Factory.CreateGauge("x", "", "shard").WithLabels("1");
        var target = new PushgatewayTarget("gateway", "nightly", ("zone", "z1"), ("shard", "s"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => new PushgatewayClient(new HttpClient(_gateway), target).PushAsync(Registry));

        Assert.Contains("'x' has the label 'shard'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task Without_the_labels_in_the_key_they_are_pushed()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Labels = new() { ["team"] = "a" } });
        new MetricFactory(registry).CreateGauge("x", "");

        await Client().PushAsync(registry);

        Assert.Equal(["x{team=\"a\"} 0"], Pushed());
    }

    [Fact]
    public async Task The_gateway_gets_the_escaped_name()
    {
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { NameValidation = NameValidation.Utf8, Labels = new() { ["zone.id"] = "a" } });
        new MetricFactory(registry).CreateGauge("x", "");
        var target = new PushgatewayTarget("gateway", "nightly", ("zone_id", "1"));

        await new PushgatewayClient(new HttpClient(_gateway), target).PushAsync(registry);

        Assert.Equal(["x 0"], Pushed());
    }

    [Fact]
    public async Task A_long_body_is_without_them_too()
    {
        var family = Factory.CreateCounter("a", "", "number");
        for (var i = 0; i < 5000; i++)
        {
            family.WithLabels($"a rather long value of the label, so that the body has many slices: {i}").Inc();
        }

        var result = await Client().PushAsync(Registry);

        Assert.Equal(5000, result.Series);
        Assert.Equal(5000, Pushed().Length);
        Assert.All(Pushed(), line => Assert.StartsWith("a_total{team=\"a\",number=\"", line, StringComparison.Ordinal));
    }

    private PushgatewayClient Client() =>
        new(new HttpClient(_gateway), new PushgatewayTarget("gateway", "nightly", ("zone", "z1")));

    private string[] Pushed() =>
        [.. _gateway.Requests[^1].Body!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];

    private sealed class Opaque(IMetricSource source) : IMetricSource
    {
        public LabelSet Labels => source.Labels;

        public IMetricReader Read(in CollectionRequest request = default) => new Reader(source.Read(request));

        private sealed class Reader(IMetricReader reader) : IMetricReader
        {
            public bool Read(MetricVisitor visitor) => reader.Read(visitor);

            public void Dispose() => reader.Dispose();
        }
    }
}
