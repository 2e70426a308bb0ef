using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

/// <summary>What a test that asks for a sample in vain is told.</summary>
public class SampleNotFoundTests : EngineTest
{
    [Fact]
    public void A_mistyped_name_leads_to_the_near_one()
    {
        Factory.CreateCounter("orders_placed", "").Inc();

        Assert.Equal("There is no sample orders_plased_total. Did you mean 'orders_placed_total'?", Message("orders_plased_total"));
    }

    [Fact]
    public void A_missing_suffix_is_named()
    {
        Factory.CreateCounter("orders_placed", "").Inc();
        Factory.CreateInfo("build", "", "version").WithLabels("1");

        Assert.Equal(
            "There is no sample orders_placed. The name of this counter is 'orders_placed_total': write the suffix too.",
            Message("orders_placed"));
        Assert.Equal("There is no sample build. The name of this info is 'build_info': write the suffix too.", Message("build"));
    }

    [Fact]
    public void A_superfluous_suffix_or_unit_leads_to_the_name_without_it()
    {
        Factory.CreateGauge("queue_length", "").Set(1);
        Factory.CreateGauge("age", "", new GaugeOptions { Unit = "seconds" }).Set(1);

        Assert.Equal("There is no sample queue_length_total. Did you mean 'queue_length'?", Message("queue_length_total"));
        Assert.Equal("There is no sample age. Did you mean 'age_seconds'?", Message("age"));
    }

    [Fact]
    public void A_histogram_and_a_summary_name_their_samples()
    {
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1] }).Observe(1);
        Factory.CreateSummary("s", "").Observe(1);

        Assert.Equal("There is no sample h. A histogram has the samples 'h_bucket', 'h_count', 'h_sum'.", Message("h"));
        Assert.Equal("There is no sample s. A summary has the samples 's_count', 's_sum'.", Message("s"));
    }

    [Fact]
    public void A_mistyped_label_leads_to_the_near_one()
    {
        Orders("web");

        Assert.Equal(
            """There is no sample orders_total{chanel="web"}. Write the label 'channel' instead of 'chanel'. """
                + """Of this name there is orders_total{channel="web"}.""",
            Message("orders_total", ("chanel", "web")));
    }

    [Fact]
    public void A_missing_label_and_a_superfluous_one_are_named()
    {
        Factory.CreateGauge("x", "", "a", "b").WithLabels("1", "2").Set(1);

        Assert.Equal(
            """There is no sample x{a="1"}. Give the label 'b' too. Of this name there is x{a="1",b="2"}.""",
            Message("x", ("a", "1")));
        Assert.Equal(
            """There is no sample x. Give the labels 'a', 'b' too. Of this name there is x{a="1",b="2"}.""",
            Message("x"));
        Assert.Equal(
            """
            There is no sample x{a="1",b="2",tenant="3"}. It has no label 'tenant': leave it out. Of this name there is x{a="1",b="2"}.
            """,
            Message("x", ("a", "1"), ("b", "2"), ("tenant", "3")));
    }

    [Fact]
    public void Another_value_leads_to_those_that_there_are()
    {
        Orders("web", "app");

        Assert.Equal(
            """
            There is no sample orders_total{channel="Web"}. Of this name there are orders_total{channel="web"}, orders_total{channel="app"}.
            """,
            Message("orders_total", ("channel", "Web")));
    }

    [Fact]
    public void Of_many_series_the_ten_that_share_most_labels_are_shown()
    {
        var family = Factory.CreateGauge("x", "", "a", "b");
        for (var i = 0; i < 2000; i++)
        {
            family.WithLabels($"{i}", "1").Set(1);
        }

        family.WithLabels("1999", "2").Set(1);
        var message = Message("x", ("a", "1999"), ("b", "3"));

        Assert.Contains(
            """there are x{a="1999",b="1"}, x{a="1999",b="2"}, x{a="0",b="1"}, x{a="1",b="1"}""", message, StringComparison.Ordinal);
        Assert.EndsWith("""x{a="7",b="1"} and 1,991 more.""", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bucket_that_does_not_exist_leads_to_those_of_the_histogram()
    {
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [0.5, 1] }).Observe(1);

        Assert.Equal(
            """
            There is no sample h_bucket{le="2"}. Of this name there are h_bucket{le="0.5"}, h_bucket{le="1"}, h_bucket{le="+Inf"}.
            """,
            Message("h_bucket", ("le", "2")));
    }

    [Fact]
    public void A_metric_without_series_says_so()
    {
        Factory.CreateCounter("orders", "", "channel");

        Assert.Equal(
            """There is no sample orders_total{channel="web"}. The counter 'orders_total' has no series yet.""",
            Message("orders_total", ("channel", "web")));
    }

    [Fact]
    public void A_summary_without_quantiles_names_its_samples_also_where_a_quantile_is_wanted()
    {
        Factory.CreateSummary("s", "").Observe(1);

        Assert.Equal(
            """There is no sample s{quantile="0.5"}. A summary has the samples 's_count', 's_sum'.""",
            Message("s", ("quantile", "0.5")));
    }

    [Fact]
    public void A_name_that_is_not_near_any_other_leads_to_the_applications_own_names()
    {
        Registry.AddProcessMetrics();
        Orders("web");
        Factory.CreateGauge("queue_length", "").Set(1);

        Assert.Equal("There is no sample temperature. There are 'orders_total', 'queue_length'.", Message("temperature"));
    }

    [Fact]
    public void Without_own_names_all_are_listed()
    {
        Assert.Equal("There is no sample temperature. There are no samples at all.", Message("temperature"));

        Registry.Register(TestCollector.OfGauge("metrics_x"));

        Assert.Equal("There is no sample temperature. There is 'metrics_x'.", Message("temperature"));
    }

    [Fact]
    public void Of_many_names_ten_are_listed()
    {
        for (var i = 0; i < 30; i++)
        {
            Registry.Register(TestCollector.OfGauge($"a{i:00}"));
        }

        Assert.EndsWith(
            "There are 'a00', 'a01', 'a02', 'a03', 'a04', 'a05', 'a06', 'a07', 'a08', 'a09' and 20 more.",
            Message("temperature"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_text_neither_begins_a_line_nor_fills_the_log()
    {
        var hostile = "\u001B[31m\r\n\"" + new string('x', 16_384);
        Factory.CreateGauge("x", "", "a").WithLabels(hostile).Set(1);

        var message = Message("x", ("a", hostile + "y"));
        var name = Message(hostile);

        Assert.All([message, name], text => Assert.DoesNotContain(text, char.IsControl));
        Assert.InRange(message.Length, 0, 500);
        Assert.InRange(name.Length, 0, 300);
        Assert.Contains("""a="\u001B[31m\r\n\"xxx""", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_histogram_leads_to_the_near_one_or_to_its_series()
    {
        Factory.CreateHistogram("latency_seconds", "", "route").WithLabels("/").Observe(1);
        Factory.CreateGauge("x", "").Set(1);

        Assert.Equal(
            "There is no histogram latencz_seconds. Did you mean 'latency_seconds'?", HistogramMessage("latencz_seconds"));
        Assert.Equal(
            "There is no histogram latency_seconds_count. Did you mean 'latency_seconds'?", HistogramMessage("latency_seconds_count"));
        Assert.Equal(
            """There is no histogram latency_seconds. Give the label 'route' too. Of this name there is latency_seconds{route="/"}.""",
            HistogramMessage("latency_seconds"));
        Assert.Equal("There is no histogram x. 'x' is a gauge.", HistogramMessage("x"));
    }

    [Fact]
    public void Without_histograms_it_says_so() =>
        Assert.Equal("There is no histogram x. There are no histograms at all.", HistogramMessage("x"));

    private string Message(string name, params (string, string?)[] labels) =>
        Assert.Throws<SampleNotFoundException>(() => Registry.GetSampleValue(name, labels)).Message;

    private string HistogramMessage(string name, params (string, string?)[] labels) =>
        Assert.Throws<SampleNotFoundException>(() => Registry.GetHistogram(name, labels)).Message;

    private void Orders(params string[] channels)
    {
        var family = Factory.CreateCounter("orders", "", "channel");
        foreach (var channel in channels)
        {
            family.WithLabels(channel).Inc();
        }
    }
}
