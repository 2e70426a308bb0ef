using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

/// <summary>Families of both libraries that can't both be exposed.</summary>
public sealed class NameClashTests : BridgeTest
{
    private const string LeftOut = "metrics_families_left_out_total";

    [Fact]
    public async Task Ours_stays_and_theirs_is_left_out_alone()
    {
        Factory.CreateGauge("http_requests_in_progress", "Ours.", "method").WithLabels("GET").Set(1);
        TheirFactory.CreateGauge("http_requests_in_progress", "Theirs.", "method").WithLabels("POST").Set(2);
        TheirFactory.CreateGauge("theirs", "").Set(3);

        Assert.Equal(["http_requests_in_progress{method=\"GET\"} 1"], await LinesAsync("http_requests_in_progress"));
        Assert.Equal(["theirs 3"], await LinesAsync("theirs"));
        Assert.StartsWith("http_requests_in_progress: ", Assert.Single(Log.Said), StringComparison.Ordinal);
        Assert.Equal(3, Ours.GetSampleValue(LeftOut, ("family", "http_requests_in_progress")));
        Assert.Null(Ours.FindSampleValue("metrics_collector_errors_total", ("collector", "PrometheusNetCollector")));
    }

    [Theory]
    [InlineData("x_sum")]
    [InlineData("x_count")]
    [InlineData("x_bucket")]
    [InlineData("x")]
    public async Task A_name_that_a_suffix_of_ours_forms_is_taken(string name)
    {
        Factory.CreateHistogram("x", "").Observe(1);
        TheirFactory.CreateGauge(name, "").Set(2);
        TheirFactory.CreateGauge("theirs", "").Set(3);

        Assert.DoesNotContain($"{name} 2", await LinesAsync(name));
        Assert.Equal(["x_count 1"], await LinesAsync("x_count"));
        Assert.Equal(["theirs 3"], await LinesAsync("theirs"));
    }

    [Fact]
    public async Task The_metrics_of_the_process_that_both_have_are_ours_without_a_warning()
    {
        Ours.AddProcessMetrics();
        TheirFactory.CreateCounter("process_cpu_seconds_total", "Theirs.").IncTo(1e9);
        TheirFactory.CreateGauge("process_private_memory_bytes", "Theirs alone.").Set(1);

        Assert.DoesNotContain("Theirs.", await TextAsync(), StringComparison.Ordinal);
        Assert.Single(await LinesAsync("process_cpu_seconds_total "));
        Assert.Equal(["process_private_memory_bytes 1"], await LinesAsync("process_private_memory_bytes"));
        Assert.Null(Ours.FindSampleValue(LeftOut, ("family", "process_cpu_seconds_total")));
    }

    // Whichever is created first: the names of theirs are not known before a scrape.
    [Fact]
    public async Task A_name_that_becomes_ours_later_is_ours_from_then_on()
    {
        TheirFactory.CreateGauge("depth", "").Set(1);
        Assert.Equal(["depth 1"], await LinesAsync("depth"));

        Factory.CreateGauge("depth", "").Set(2);

        Assert.Equal(["depth 2"], await LinesAsync("depth"));
    }

    [Fact]
    public async Task A_second_registry_of_prometheus_net_shows_what_the_first_one_does_not_have()
    {
        var second = Prometheus.Metrics.NewCustomRegistry();
        var factory = Prometheus.Metrics.WithCustomRegistry(second);
        Ours.Register(new PrometheusMetrics.PrometheusNet.PrometheusNetCollector(second));
        TheirFactory.CreateGauge("depth", "").Set(1);
        factory.CreateGauge("depth", "").Set(2);
        factory.CreateGauge("width", "").Set(3);

        Assert.Equal(["depth 1"], await LinesAsync("depth"));
        Assert.Equal(["width 3"], await LinesAsync("width"));
    }
}
