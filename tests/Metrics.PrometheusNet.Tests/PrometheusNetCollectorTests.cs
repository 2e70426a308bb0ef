using Prometheus;
using PrometheusMetrics.PrometheusNet;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

public sealed class PrometheusNetCollectorTests : BridgeTest
{
    [Fact]
    public async Task Every_type_has_the_samples_of_their_own_page()
    {
        Theirs.SetStaticLabels(new Dictionary<string, string> { ["team"] = "a \"b\"\\\n" });
        TheirFactory.CreateCounter("orders_total", "Orders.").Inc(2.5);
        TheirFactory.CreateCounter("hits", "Hits.", "path", "kind").WithLabels("/a", "x").Inc(3);
        TheirFactory.CreateGauge("depth", "Depth.").Set(-1e-300);
        TheirFactory.CreateGauge("temperature", "", "room").WithLabels("").Set(1.1);
        TheirFactory.CreateHistogram("latency_seconds", "Latency.").Observe(0.3);
        var sizes = TheirFactory.CreateHistogram(
            "size_bytes", "Size.", ["kind"], new HistogramConfiguration { Buckets = Prometheus.Histogram.ExponentialBuckets(1, 10, 12) });
        sizes.WithLabels("a").Observe(12_345, 7);
        sizes.WithLabels("b").Observe(double.PositiveInfinity);
        TheirFactory.CreateSummary("plain", "No quantiles.").Observe(4);
        var summary = TheirFactory.CreateSummary("rank", "Quantiles.", ["kind"], new SummaryConfiguration
        {
            Objectives = [new(0.5, 0.05), new(0.9, 0.01)],
        });
        Array.ForEach([1.0, 2, 3, 4], summary.WithLabels("a").Observe);
        _ = summary.WithLabels("unused");
        TheirFactory.WithLabels(new Dictionary<string, string> { ["shard"] = "1" }).CreateCounter("orders_total", "Orders.").Inc();

        await RequireSamePageAsync();
        Assert.Empty(Log.Said);
    }

    [Fact]
    public async Task What_their_page_does_not_show_ours_does_not_show()
    {
        TheirFactory.CreateCounter("without_series", "", "a");
        var removed = TheirFactory.CreateGauge("removed", "", "a");
        removed.WithLabels("1").Set(1);
        removed.WithLabels("2").Set(2);
        removed.WithLabels("3").Set(3);
        var unpublished = TheirFactory.CreateHistogram("unpublished", "");
        unpublished.Observe(1);
        TheirFactory.CreateCounter("suppressed_total", "", new CounterConfiguration { SuppressInitialValue = true });
        await RequireSamePageAsync();

        removed.WithLabels("2").Remove();
        unpublished.Unpublish();
        await RequireSamePageAsync();

        removed.WithLabels("4").Set(4);
        unpublished.Publish();
        await RequireSamePageAsync();
        Assert.Equal(
            ["removed{a=\"1\"} 1", "removed{a=\"3\"} 3", "removed{a=\"4\"} 4"],
            (await LinesAsync("removed{")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Values_of_every_kind_are_the_same()
    {
        var gauge = TheirFactory.CreateGauge("g", "", "i");
        double[] values =
        [
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, double.Epsilon, double.MaxValue,
            double.MinValue, 1e16, 123_456_789_012_345_678, 0.1, 1e-7, 5e20, Math.PI,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            gauge.WithLabels($"{i}").Set(values[i]);
        }

        await RequireSamePageAsync();
    }

    [Fact]
    public async Task A_counter_whose_name_does_not_end_in_total_keeps_its_name()
    {
        TheirFactory.CreateCounter("hits", "Hits.", "path").WithLabels("/").Inc(3);

        Assert.Contains("# HELP hits Hits.\n# TYPE hits counter\nhits{path=\"/\"} 3\n", await TextAsync(), StringComparison.Ordinal);
        Assert.Contains("# TYPE hits unknown\n", await OpenMetricsAsync(), StringComparison.Ordinal);
        Assert.Contains("\nhits{path=\"/\"} 3\n", await OpenMetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exemplars_are_shown_with_their_times()
    {
        TheirFactory.CreateCounter("orders_total", "").Inc(2, Exemplar("trace_id", "ab\\n"));
        TheirFactory.CreateHistogram("h", "", new HistogramConfiguration { Buckets = [1, 2] }).Observe(1.5, Exemplar("trace_id", "cd"));
        var theirs = (await TheirOpenMetricsAsync()).Split('\n');

        var ours = (await OpenMetricsAsync()).Split('\n');

        Assert.Equal(Time(theirs, "orders_total"), Time(ours, "orders_total"));
        Assert.Contains(ours, line => line.StartsWith(@"orders_total 2 # {trace_id=""ab\\n""} 2 ", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith(@"h_bucket{le=""2.0""} 1 # {trace_id=""cd""} 1.5 ", StringComparison.Ordinal));

        static decimal Time(string[] lines, string name) => decimal.Parse(
            lines.Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[^1],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Quantiles_that_were_not_declared_in_order_have_their_own_values()
    {
        var summary = TheirFactory.CreateSummary("s", "", new SummaryConfiguration { Objectives = [new(0.99, 0.001), new(0.5, 0.001)] });
        for (var i = 1; i <= 100; i++)
        {
            summary.Observe(i);
        }

        Assert.Equal(
            ["s{quantile=\"0.5\"} 50", "s{quantile=\"0.99\"} 99", "s_sum 5050", "s_count 100"],
            await LinesAsync("s"));
    }

    [Fact]
    public async Task Of_a_counter_only_the_series_that_is_not_a_number_is_left_out()
    {
        var counter = TheirFactory.CreateCounter("hits_total", "", "path");
        counter.WithLabels("bad").Inc(double.NaN);
        counter.WithLabels("good").Inc(double.PositiveInfinity);

        Assert.Equal(["hits_total{path=\"good\"} +Inf"], await LinesAsync("hits_total{"));
        Assert.Contains("The series with the labels 'path=\"bad\"' has the value NaN", Assert.Single(Log.Said), StringComparison.Ordinal);
        Assert.Equal(2, Ours.GetSampleValue("metrics_families_left_out_total", ("family", "hits_total")));
    }

    // Unlike a histogram of ours, it accepts a negative number of observations.
    [Fact]
    public async Task Buckets_whose_observations_were_taken_back_never_fall()
    {
        var histogram = TheirFactory.CreateHistogram("h", "", new HistogramConfiguration { Buckets = [1, 2] });
        histogram.Observe(0.5, 3);
        histogram.Observe(1.5, -2);

        Assert.Equal(
            ["h_bucket{le=\"1\"} 3", "h_bucket{le=\"2\"} 3", "h_bucket{le=\"+Inf\"} 3", "h_sum -1.5", "h_count 3"],
            await LinesAsync("h_"));
    }

    [Fact]
    public async Task A_bound_may_be_negative_infinity()
    {
        TheirFactory.CreateHistogram("h", "", new HistogramConfiguration { Buckets = [double.NegativeInfinity, -1] }).Observe(-3);

        await RequireSamePageAsync();
    }

    [Fact]
    public void A_program_without_a_host_registers_it()
    {
        using var registry = new MetricRegistry();
        TheirFactory.CreateGauge("depth", "").Set(4);

        registry.Register(new PrometheusNetCollector(Theirs));

        Assert.Equal(4, registry.GetSampleValue("depth"));
    }

    [Fact]
    public void Several_registries_may_show_the_same_one_through_one_collector()
    {
        using var other = new MetricRegistry();
        var collector = new PrometheusNetCollector(Theirs);
        other.Register(collector);
        using var third = new MetricRegistry();
        third.Register(collector);
        TheirFactory.CreateGauge("depth", "").Set(4);

        Parallel.For(0, 40, i => Assert.Equal(4, (i % 2 == 0 ? other : third).GetSampleValue("depth")));
    }

    [Fact]
    public async Task Series_come_and_go_in_any_order()
    {
        var random = new Random(20261126);
        var gauge = TheirFactory.CreateGauge("g", "", "a", "b");
        var histogram = TheirFactory.CreateHistogram("h", "", ["a"], new HistogramConfiguration { Buckets = [1] });
        for (var i = 0; i < 60; i++)
        {
            var label = $"{random.Next(12)}";
            if (random.Next(3) == 0)
            {
                gauge.RemoveLabelled(label, "x");
                histogram.RemoveLabelled(label);
                TheirFactory.CreateCounter($"c_{i}_total", "");
            }
            else
            {
                gauge.WithLabels(label, "x").Set(i);
                histogram.WithLabels(label).Observe(i);
            }

            await RequireSamePageAsync();
        }
    }

    [Fact]
    public void A_registry_is_required() => Assert.Throws<ArgumentNullException>(() => new PrometheusNetCollector(null!));

    private static Prometheus.Exemplar Exemplar(string name, string value) =>
        Prometheus.Exemplar.From(Prometheus.Exemplar.Pair(name, value));

    private async Task<string> TheirOpenMetricsAsync()
    {
        using var text = new MemoryStream();
        await Theirs.CollectAndExportAsTextAsync(text, ExpositionFormat.OpenMetricsText, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
