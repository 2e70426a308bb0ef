using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

/// <summary>Static labels of prometheus-net beside the labels of our registry.</summary>
public sealed class StaticLabelTests() : BridgeTest(options => options.Labels = new() { ["team"] = "shop" })
{
    [Fact]
    public async Task A_label_that_both_have_with_the_same_value_is_one_label()
    {
        Theirs.SetStaticLabels(new Dictionary<string, string> { ["team"] = "shop", ["shard"] = "1" });
        Factory.CreateGauge("ours", "").Set(1);
        TheirFactory.CreateGauge("theirs", "", "l").WithLabels("x").Set(2);
        TheirFactory.CreateHistogram("sizes", "").Observe(3);

        Assert.Equal(1, Ours.GetSampleValue("ours"));
        Assert.Equal(["theirs{team=\"shop\",shard=\"1\",l=\"x\"} 2"], (await LinesAsync("theirs")).Select(InOrder));
        Assert.Equal(["sizes_count{team=\"shop\",shard=\"1\"} 1"], await LinesAsync("sizes_count"));
        Assert.Empty(Log.Said);
    }

    [Fact]
    public async Task A_label_that_they_have_with_another_value_is_told()
    {
        Theirs.SetStaticLabels(new Dictionary<string, string> { ["team"] = "other" });
        TheirFactory.CreateGauge("theirs", "").Set(2);

        Assert.Empty(await LinesAsync("theirs"));
        Assert.StartsWith(
            "theirs: The label 'team' of 'theirs' is a label of the registry", Assert.Single(Log.Said), StringComparison.Ordinal);
    }

    // prometheus-net may write static labels before or after the others.
    private static string InOrder(string line) => line.Replace("l=\"x\",shard=\"1\"", "shard=\"1\",l=\"x\"", StringComparison.Ordinal);
}
