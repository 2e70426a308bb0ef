using FsCheck;
using FsCheck.Fluent;
using Prometheus;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

/// <summary>Texts that clients or careless programmers chose.</summary>
public sealed class HostileContentTests : BridgeTest
{
    [Fact]
    public void Label_values_of_any_text_are_the_same() => Prop.ForAll(
        ArbMap.Default.ArbFor<string[]>(),
        values =>
        {
            var theirs = Prometheus.Metrics.NewCustomRegistry();
            var factory = Prometheus.Metrics.WithCustomRegistry(theirs);
            using var ours = new MetricRegistry();
            ours.Register(new PrometheusMetrics.PrometheusNet.PrometheusNetCollector(theirs));
            var gauge = factory.CreateGauge("g", "", "a", "b");
            var histogram = factory.CreateHistogram("h", "", ["a"], new HistogramConfiguration { Buckets = [1] });
            foreach (var value in values.Select(value => value ?? ""))
            {
                gauge.WithLabels(value, "\\" + value).Inc();
                histogram.WithLabels(value).Observe(0.5);
            }

            for (var i = 0; i < 2; i++)
            {
                var expected = Page.OfTheirsAsync(theirs).GetAwaiter().GetResult();
                var actual = Page.OfOursAsync(ours).GetAwaiter().GetResult();
                Assert.Equal(expected.Samples, actual.Samples);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\n")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("\\n")]
    [InlineData("\\\\n\n\"\\")]
    [InlineData("}")]
    [InlineData("\"} 1")]
    [InlineData("\n# HELP forged x\n# TYPE forged gauge\nforged 1\n")]
    [InlineData("a=\"b\",le=\"1\"")]
    [InlineData("\r\0\u2028 ")]
    public async Task A_label_value_shows_nothing_but_itself(string value)
    {
        TheirFactory.CreateCounter("c_total", "", "a").WithLabels(value).Inc();
        TheirFactory.CreateHistogram("h", "", "a").WithLabels(value).Observe(1);
        TheirFactory.CreateSummary("s", "", ["a"], new SummaryConfiguration { Objectives = [new(0.5, 0.1)] }).WithLabels(value).Observe(1);

        await RequireSamePageAsync();
        Assert.Equal(1, Ours.GetSampleValue("c_total", ("a", value)));
        Assert.Empty(Log.Said);
    }

    // Both become U+FFFD, so they are one series for whoever reads the page.
    [Fact]
    public async Task Label_values_that_are_no_text_cost_at_most_each_other()
    {
        var counter = TheirFactory.CreateCounter("c_total", "", "a");
        counter.WithLabels("\uD800").Inc(1);
        counter.WithLabels("\uD801").Inc(2);
        counter.WithLabels("x").Inc(3);

        Assert.Equal(["c_total{a=\"\uFFFD\"} 1", "c_total{a=\"x\"} 3"], await LinesAsync("c_total{"));
        Assert.Contains("the second one is left out", Assert.Single(Log.Said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first\nsecond")]
    [InlineData("x\n# TYPE y gauge\ny 1")]
    [InlineData("x\n# TYPE")]
    [InlineData("a \\ \\n \" b")]
    public async Task A_help_text_may_have_line_breaks(string help)
    {
        TheirFactory.CreateGauge("before", "").Set(1);
        TheirFactory.CreateGauge("g", help).Set(2);
        TheirFactory.CreateGauge("z", "").Set(3);

        var text = await TextAsync();

        var escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Assert.Contains($"# HELP g {escaped}\n# TYPE g gauge\ng 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\nbefore 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nz 3\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\n# HELP forged y")]
    [InlineData("x\n# TYPE g gauge\nforged 1")]
    [InlineData("x\n# TYPE g unheard\n")]
    public async Task A_help_text_that_looks_like_another_family_costs_its_own_one(string help)
    {
        TheirFactory.CreateGauge("before", "").Set(1);
        TheirFactory.CreateGauge("g", help).Set(2);
        TheirFactory.CreateGauge("z", "").Set(3);

        var text = await TextAsync();

        Assert.Contains("\nbefore 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nz 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nforged", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\ng 2", text, StringComparison.Ordinal);
        Assert.Contains(Log.Said, said => said.StartsWith("g: The text that prometheus-net wrote for it", StringComparison.Ordinal));
        Assert.NotNull(Ours.FindSampleValue("metrics_families_left_out_total", ("family", "g")));
        Assert.Null(Ours.FindSampleValue("metrics_collector_errors_total", ("collector", "PrometheusNetCollector")));
    }

    [Fact]
    public async Task A_help_text_of_10_MB_costs_nothing_else()
    {
        TheirFactory.CreateGauge("g", new string('x', 10_000_000)).Set(1);
        TheirFactory.CreateGauge("z", "").Set(3);

        await RequireSamePageAsync();
        await RequireSamePageAsync();
    }

    // Its name ends in a line break, which the pattern of prometheus-net allows.
    [Fact]
    public async Task A_name_that_no_page_can_show_costs_its_own_family()
    {
        TheirFactory.CreateGauge("before", "").Set(1);
        TheirFactory.CreateGauge("g\n", "Help.").Set(2);
        TheirFactory.CreateCounter("_total", "Help.").Inc();
        TheirFactory.CreateGauge("z", "").Set(3);

        Assert.Equal(["before 1"], await LinesAsync("before"));
        Assert.Equal(["z 3"], await LinesAsync("z"));
        Assert.Equal(2, Log.Said.Count);
    }

    // prometheus-net writes them as they are.
    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    [InlineData("a\nc_total 7")]
    [InlineData("\"")]
    [InlineData("a\"}")]
    [InlineData("a\"} 1")]
    [InlineData("a\"} 1\nc_total 7")]
    [InlineData("a\n\nb\n# TYPE c gauge")]
    public async Task An_exemplar_that_can_not_be_read_is_dropped_and_counted(string value)
    {
        var counter = TheirFactory.CreateCounter("c_total", "", "a");
        counter.WithLabels("1").Inc(2, Prometheus.Exemplar.From(Prometheus.Exemplar.Pair("trace_id", value)));
        counter.WithLabels("2").Inc(3);
        TheirFactory.CreateHistogram("h", "", new HistogramConfiguration { Buckets = [1, 2] })
            .Observe(1.5, Prometheus.Exemplar.From(Prometheus.Exemplar.Pair("trace_id", value)));

        await RequireSamePageAsync();

        Assert.Equal(["c_total{a=\"1\"} 2", "c_total{a=\"2\"} 3"], await LinesAsync("c_total{"));
        Assert.NotNull(Ours.FindSampleValue("metrics_exemplars_dropped_total", ("family", "c_total")));
        Assert.DoesNotContain("# {", await OpenMetricsAsync(), StringComparison.Ordinal);
        Assert.Empty(Log.Said);
    }

    // Static labels are not compared with the labels that the format adds.
    [Fact]
    public async Task A_label_that_the_format_adds_itself_costs_its_own_family()
    {
        Theirs.SetStaticLabels(new Dictionary<string, string> { ["le"] = "x" });
        TheirFactory.CreateHistogram("h", "").Observe(1);
        TheirFactory.CreateGauge("g", "").Set(1);

        Assert.Equal(["g{le=\"x\"} 1"], await LinesAsync("g"));
        Assert.Empty(await LinesAsync("h_"));
        Assert.StartsWith("h: ", Assert.Single(Log.Said), StringComparison.Ordinal);
    }
}
