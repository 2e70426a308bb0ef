using PrometheusMetrics.Collection;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

//
public class SampleExtensionsTests : EngineTest
{
    [Fact]
    public void Counters_are_found_by_the_name_that_Prometheus_stores()
    {
        Factory.CreateCounter("x", "").Inc(3);

        Assert.Equal(3, Registry.GetSampleValue("x_total"));
        Assert.Null(Registry.FindSampleValue("x"));
        Assert.Null(Registry.FindSampleValue("x_total_total"));
    }

    [Fact]
    public void A_label_value_is_compared_as_it_is_exposed()
    {
        Factory.CreateGauge("x", "", "a").WithLabels("b\ud800").Set(3);

        Assert.Equal(3, Registry.GetSampleValue("x", ("a", "b\ufffd")));
        Assert.Equal(3, Registry.GetSampleValue("x", ("a", "b\ud800")));
        Assert.Null(Registry.FindSampleValue("x", ("a", "b?")));
    }

    [Fact]
    public void Gauges_are_found()
    {
        Factory.CreateGauge("x", "", new GaugeOptions { Unit = "seconds" }).Set(-1.5);

        Assert.Equal(-1.5, Registry.GetSampleValue("x_seconds"));
    }

    [Fact]
    public void The_parts_of_a_histogram_are_found()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [0.5, 1] });
        histogram.Observe(0.25);
        histogram.Observe(1);
        histogram.Observe(3);

        Assert.Equal(1, Registry.GetSampleValue("h_bucket", ("le", "0.5")));
        Assert.Equal(2, Registry.GetSampleValue("h_bucket", ("le", "1")));
        Assert.Equal(2, Registry.GetSampleValue("h_bucket", ("le", "1.0")));
        Assert.Equal(3, Registry.GetSampleValue("h_bucket", ("le", "+Inf")));
        Assert.Equal(3, Registry.GetSampleValue("h_count"));
        Assert.Equal(4.25, Registry.GetSampleValue("h_sum"));
        Assert.Null(Registry.FindSampleValue("h_bucket", ("le", "2")));
        Assert.Null(Registry.FindSampleValue("h_bucket", ("le", "one")));
        Assert.Null(Registry.FindSampleValue("h_bucket"));
        Assert.Null(Registry.FindSampleValue("h"));
        Assert.Null(Registry.FindSampleValue("h_count", ("le", "1")));
    }

    [Fact]
    public void The_parts_of_a_labelled_histogram_are_found()
    {
        var family = Factory.CreateHistogram("h", "", ["a"], new HistogramOptions { Buckets = [1] });
        family.WithLabels("1").Observe(1);
        family.WithLabels("2").Observe(2);

        Assert.Equal(1, Registry.GetSampleValue("h_bucket", ("le", "1"), ("a", "1")));
        Assert.Equal(0, Registry.GetSampleValue("h_bucket", ("a", "2"), ("le", "1")));
        Assert.Equal(2, Registry.GetSampleValue("h_sum", ("a", "2")));
        Assert.Null(Registry.FindSampleValue("h_bucket", ("le", "1")));
    }

    [Fact]
    public void The_parts_of_a_summary_are_found()
    {
        Report(MetricType.Summary, (family, visitor) => visitor.Summary(family.Labels("1"), new SummarySample(4, 10, [0.5, 0.99], [2, 3])));

        Assert.Equal(4, Registry.GetSampleValue("m_count", ("a", "1")));
        Assert.Equal(10, Registry.GetSampleValue("m_sum", ("a", "1")));
        Assert.Equal(2, Registry.GetSampleValue("m", ("a", "1"), ("quantile", "0.5")));
        Assert.Equal(3, Registry.GetSampleValue("m", ("quantile", "0.990"), ("a", "1")));
        Assert.Null(Registry.FindSampleValue("m", ("a", "1"), ("quantile", "0.9")));
        Assert.Null(Registry.FindSampleValue("m", ("a", "1")));
    }

    [Fact]
    public void Infos_state_sets_and_unknowns_are_found()
    {
        Report(MetricType.Info, (family, visitor) => visitor.Info(family.Labels("1"), default), "build");
        Report(
            MetricType.StateSet,
            (family, visitor) => visitor.StateSet(family.Labels("1"), new StateSetSample(["on", "off"], [true, false])),
            "power");
        Report(MetricType.Unknown, (family, visitor) => visitor.Unknown(family.Labels("1"), new UnknownSample(7)), "thing");

        Assert.Equal(1, Registry.GetSampleValue("build_info", ("a", "1")));
        Assert.Null(Registry.FindSampleValue("build", ("a", "1")));
        Assert.Equal(1, Registry.GetSampleValue("power", ("power", "on"), ("a", "1")));
        Assert.Equal(0, Registry.GetSampleValue("power", ("a", "1"), ("power", "off")));
        Assert.Null(Registry.FindSampleValue("power", ("a", "1"), ("power", "unknown")));
        Assert.Null(Registry.FindSampleValue("power", ("a", "1")));
        Assert.Equal(7, Registry.GetSampleValue("thing", ("a", "1")));
    }

    // As text 0.0.4 names them.
    [Fact]
    public void The_parts_of_a_gauge_histogram_are_found()
    {
        Report(MetricType.GaugeHistogram, (family, visitor) => visitor.Histogram(family.Labels("1"), new HistogramSample([1], [2, 3], 9)));

        Assert.Equal(2, Registry.GetSampleValue("m_bucket", ("a", "1"), ("le", "1")));
        Assert.Equal(5, Registry.GetSampleValue("m_count", ("a", "1")));
        Assert.Equal(9, Registry.GetSampleValue("m_sum", ("a", "1")));
    }

    [Fact]
    public void All_labels_are_wanted_in_any_order()
    {
        Factory.CreateGauge("x", "", "a", "b").WithLabels("1", "2").Set(5);

        Assert.Equal(5, Registry.GetSampleValue("x", ("a", "1"), ("b", "2")));
        Assert.Equal(5, Registry.GetSampleValue("x", ("b", "2"), ("a", "1")));
        Assert.Null(Registry.FindSampleValue("x", ("a", "1")));
        Assert.Null(Registry.FindSampleValue("x", ("a", "1"), ("b", "3")));
        Assert.Null(Registry.FindSampleValue("x", ("a", "1"), ("b", "2"), ("c", "3")));
        Assert.Null(Registry.FindSampleValue("x"));
        Assert.Throws<ArgumentException>(() => Registry.GetSampleValue("x", ("a", "1"), ("a", "1")));
    }

    //
    [Fact]
    public void An_empty_label_is_none()
    {
        Factory.CreateGauge("x", "", "a", "b").WithLabels("1", "").Set(5);

        Assert.Equal(5, Registry.GetSampleValue("x", ("a", "1")));
        Assert.Equal(5, Registry.GetSampleValue("x", ("b", ""), ("a", "1")));
        Assert.Equal(5, Registry.GetSampleValue("x", ("a", "1"), ("c", "")));
    }

    //
    [Fact]
    public void A_null_label_value_is_an_empty_one()
    {
        Factory.CreateGauge("x", "", "a", "b").WithLabels("1", "").Set(5);

        Assert.Equal(5, Registry.GetSampleValue("x", ("a", "1"), ("b", null)));
    }

    [Fact]
    public void What_cannot_be_a_label_is_refused()
    {
        Factory.CreateGauge("x", "", "a").WithLabels("1").Set(5);

        var twice = Assert.Throws<ArgumentException>("labels", () => Registry.GetSampleValue("x", ("a", "1"), ("a", "2")));
        var illegal = Assert.Throws<ArgumentException>(() => Registry.FindSampleValue("x", ("a-b", "1")));
        var nameless = Assert.Throws<ArgumentNullException>("labels", () => Registry.FindSampleValue("x", (null!, "1")));
        Assert.Throws<ArgumentNullException>(() => Registry.FindSampleValue(null!));
        Assert.Throws<ArgumentNullException>(() => ((MetricRegistry)null!).FindSampleValue("x"));

        Assert.StartsWith(
            "The name of a label of the sample 'x' is null: give each label a name.", nameless.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The label 'a' of the sample 'x' is given twice: use each name once.", twice.Message, StringComparison.Ordinal);
        Assert.Contains("'a-b' is not a label name", illegal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_of_a_state_set_is_compared_as_text()
    {
        Report(
            MetricType.StateSet,
            (family, visitor) => visitor.StateSet(family.Labels("1"), new StateSetSample(["1", "1.0"], [true, false])),
            "le");

        Assert.Equal(1, Registry.GetSampleValue("le", ("a", "1"), ("le", "1")));
        Assert.Equal(0, Registry.GetSampleValue("le", ("a", "1"), ("le", "1.0")));
    }

    [Fact]
    public void Any_source_can_be_read()
    {
        IMetricSource source = Registry;
        Factory.CreateCounter("x", "").Inc(3);

        Assert.Equal(3, source.GetSampleValue("x_total"));
    }

    [Fact]
    public void A_histogram_is_read_with_its_count_sum_and_cumulative_buckets()
    {
        var family = Factory.CreateHistogram("h", "", ["a"], new HistogramOptions { Buckets = [0.5, 1] });
        family.WithLabels("2").Observe(9);
        var histogram = family.WithLabels("1");
        histogram.Observe(0.25);
        histogram.Observe(1);
        histogram.Observe(3);

        var read = Registry.GetHistogram("h", ("a", "1"));

        Assert.Equal((3, 4.25), (read.Count, read.Sum));
        Assert.Equal([new(0.5, 1), new(1, 2), new(double.PositiveInfinity, 3)], read.Buckets);
    }

    [Fact]
    public void A_native_histogram_has_the_bucket_of_all_observations()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Native = new NativeHistogramOptions() });
        histogram.Observe(1);
        histogram.Observe(3);

        var read = Registry.GetHistogram("h");

        Assert.Equal((2, 4), (read.Count, read.Sum));
        Assert.Equal(new(double.PositiveInfinity, 2), read.Buckets[^1]);
    }

    [Fact]
    public void What_collectors_report_is_found()
    {
        Registry.Register(TestCollector.OfGauge("x", 4));

        Assert.Equal(4, Registry.GetSampleValue("x"));
        Assert.Null(Registry.FindSampleValue("y"));
    }

    private void Report(MetricType type, Action<MetricDescriptor, MetricVisitor> sample, string name = "m")
    {
        var family = new MetricDescriptor(type, name, "", "a");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            sample(family, visitor);
            visitor.EndFamily();
        }));
    }
}
