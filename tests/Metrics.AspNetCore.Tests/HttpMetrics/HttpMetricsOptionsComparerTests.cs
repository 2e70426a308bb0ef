using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>A second call with other options is refused, so every option counts.</summary>
public sealed class HttpMetricsOptionsComparerTests
{
    public static TheoryData<string, Action<HttpMetricsOptions>> Differences => new()
    {
        { "Preset is PrometheusNet after Default", options => options.Preset = HttpMetricsPreset.PrometheusNet },
        { "Duration:Enabled is False after True", options => options.Duration.Enabled = false },
        { "InProgress:Enabled is False after True", options => options.InProgress.Enabled = false },
        { "RequestCount:Enabled is False after True", options => options.RequestCount.Enabled = false },
        { "ConnectionsInProgress:Enabled is False after True", options => options.ConnectionsInProgress.Enabled = false },
        { "RequestSize:Buckets is (1, 2.5) after (256, ", options => options.RequestSize.Buckets = [1, 2.5] },
        { "ResponseSize:Enabled is True after False", options => options.ResponseSize.Enabled = true },
        { "TimeToFirstByte:Exemplars is (null, 00:00:01) after null", options => options.TimeToFirstByte.Exemplars = new() },
        { "ConnectionDuration:Buckets is null after (1, 5, ", options => options.ConnectionDuration.Native = new() },
        { "StatusClass is True after False", options => options.StatusClass = true },
        { "Host is True after False", options => options.Host = true },
        { "Port is True after False", options => options.Port = true },
        { "GrpcStatus is True after False", options => options.GrpcStatus = true },
        { "Filter is a function after null", options => options.Filter = _ => true },
        { "AddLabel is (tenant, version) after ()", AddLabels },
        { "AddLabel is (api_version of {version}) after ()", options => options.AddRouteParameter("version", "api_version") },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void The_first_difference_is_told(string difference, Action<HttpMetricsOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = new HttpMetricsOptions();
        change(changed);

        Assert.StartsWith(
            "Prometheus:HttpMetrics:" + difference,
            HttpMetricsOptionsComparer.FindDifference(new HttpMetricsOptions(), changed),
            StringComparison.Ordinal);
        Assert.Null(HttpMetricsOptionsComparer.FindDifference(changed, changed));
    }

    [Fact]
    public void Native_buckets_are_compared_by_all_their_options()
    {
        var first = new HttpMetricsOptions { Duration = { Native = new() } };
        var second = new HttpMetricsOptions { Duration = { Native = new() { MaxBuckets = 100 } } };

        Assert.StartsWith(
            "Prometheus:HttpMetrics:Duration:Native is (1.1, null, 100, ",
            HttpMetricsOptionsComparer.FindDifference(first, second),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Classic_buckets_alone_are_others_than_with_native_ones()
    {
        var both = new HttpMetricsOptions { Duration = { Buckets = [1], Native = new() } };
        var classic = new HttpMetricsOptions { Duration = { Buckets = [1] } };

        Assert.StartsWith(
            "Prometheus:HttpMetrics:Duration:Native is null after (1.1, ",
            HttpMetricsOptionsComparer.FindDifference(both, classic),
            StringComparison.Ordinal);
    }

    private static void AddLabels(HttpMetricsOptions options)
    {
        options.AddLabel("tenant", _ => "");
        options.AddRouteParameter("version");
    }
}
