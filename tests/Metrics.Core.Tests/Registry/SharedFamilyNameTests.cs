using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Families whose samples have different names, and whose metadata in OpenMetrics 1.0 would have the same one. R-009</summary>
public sealed class SharedFamilyNameTests : EngineTest
{
    private static readonly DateTimeOffset Created = DateTimeOffset.UnixEpoch.AddSeconds(5);

    [Fact]
    public void A_gauge_and_a_counter_of_the_same_name_are_two_metrics()
    {
        Factory.CreateGauge("x", "").Set(3);
        Factory.CreateCounter("x", "").Inc(5);

        Assert.Equal(["x 3", "x_total 5"], Scrape.Lines(Registry));
        Assert.Equal(
            ["# TYPE x gauge", "x 3", "# TYPE x_total unknown", "x_total 5"],
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
        Assert.Equal(
            ["# TYPE x gauge", "x 3", "# TYPE x_total counter", "x_total 5"], Scrape.Lines(Registry, ExpositionFormat.Text));
    }

    [Fact]
    public void The_counter_is_an_ordinary_one_before_and_after()
    {
        string[] ordinary = ["# TYPE x counter", "x_total 0"];
        Factory.CreateCounter("x_total", "");
        Assert.Equal(ordinary, OpenMetrics());

        var gauge = TestCollector.OfGauge("x");
        Registry.Register(gauge);
        Assert.Equal(["# TYPE x gauge", "x 1", "# TYPE x_total unknown", "x_total 0"], OpenMetrics());

        Registry.Unregister(gauge);
        Assert.Equal(ordinary, OpenMetrics());
    }

    [Theory]
    [InlineData(MetricType.Gauge, "gauge", "x")]
    [InlineData(MetricType.Unknown, "unknown", "x")]
    [InlineData(MetricType.Histogram, "histogram", "x_bucket{le=\"+Inf\"}|x_count|x_sum")]
    [InlineData(MetricType.GaugeHistogram, "gaugehistogram", "x_bucket{le=\"+Inf\"}|x_gcount|x_gsum")]
    [InlineData(MetricType.Summary, "summary", "x_count|x_sum")]
    [InlineData(MetricType.StateSet, "stateset", "x{x=\"on\"}")]
    public void Every_type_of_family_may_have_the_name(MetricType type, string typeName, string samples)
    {
        foreach (var isFirst in (bool[])[true, false])
        {
            using var registry = new MetricRegistry();
            ICollector[] collectors = [Collector(type, "x"), Collector(MetricType.Counter, "x"), Collector(MetricType.Info, "x")];
            foreach (var collector in isFirst ? collectors : [.. collectors.Reverse()])
            {
                registry.Register(collector);
            }

            string[] expected =
            [
                $"# TYPE x {typeName}",
                .. samples.Split('|').Select(sample => $"{sample} 1"),
                "# TYPE x_info gauge",
                "x_info 1",
                "# TYPE x_total unknown",
                "x_total 1",
            ];
            Assert.Equal(expected, Scrape.Lines(registry, ExpositionFormat.OpenMetrics));
        }
    }

    [Fact]
    public void A_counter_and_an_info_of_one_name_both_keep_it()
    {
        Factory.CreateCounter("x", "");
        Factory.CreateInfo("x", "").Set(("a", "1"));

        Assert.Equal(["# TYPE x_info gauge", "x_info{a=\"1\"} 1", "# TYPE x_total unknown", "x_total 0"], OpenMetrics());
    }

    [Fact]
    public void Of_a_counter_and_an_info_the_one_that_stays_is_an_ordinary_one()
    {
        Factory.CreateCounter("x", "");
        Factory.CreateInfo("y", "").Set(("a", "1"));
        ICollector[] others = [Collector(MetricType.Info, "x"), Collector(MetricType.Counter, "y")];
        Array.ForEach(others, Registry.Register);
        Assert.DoesNotContain("# TYPE x counter", OpenMetrics());
        Assert.DoesNotContain("# TYPE y info", OpenMetrics());

        Assert.All(others, other => Assert.True(Registry.Unregister(other)));

        Assert.Equal(["# TYPE x counter", "x_total 0", "# TYPE y info", "y_info{a=\"1\"} 1"], OpenMetrics());
    }

    [Fact]
    public void A_counter_that_keeps_its_name_may_have_the_name_too()
    {
        Factory.CreateCounter("x", "", new CounterOptions { KeepName = true }).Inc();
        Factory.CreateCounter("x", "").Inc(2);

        Assert.Equal(["# TYPE x unknown", "x 1", "# TYPE x_total unknown", "x_total 2"], OpenMetrics());
    }

    // Of a histogram and a counter, only the histogram has such lines.
    [Theory]
    [InlineData(MetricType.Histogram)]
    [InlineData(MetricType.Summary)]
    public void The_times_of_creation_are_those_of_the_other_family(MetricType type)
    {
        var format = ExpositionFormat.OpenMetricsWithCreated;
        Registry.Register(Collector(MetricType.Counter, "x"));
        Assert.Contains("x_created 5", string.Join('\n', Scrape.Lines(Registry, format)), StringComparison.Ordinal);

        var other = Collector(type, "x");
        Registry.Register(other);
        Assert.Single(Scrape.Lines(Registry, format), line => line.StartsWith("x_created", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("x_created", ""));

        Registry.Unregister(other);
        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("x_created", ""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_name_of_the_times_is_taken_as_long_as_one_of_the_two_is_registered(bool counterGoesFirst)
    {
        var (counter, summary) = (Collector(MetricType.Counter, "x"), Collector(MetricType.Summary, "x"));
        Registry.Register(counter);
        Registry.Register(summary);

        Registry.Unregister(counterGoesFirst ? counter : summary);
        var refusal = Assert.Throws<InvalidOperationException>(() => Registry.Register(TestCollector.OfGauge("x_created")));
        Registry.Unregister(counterGoesFirst ? summary : counter);
        Registry.Register(TestCollector.OfGauge("x_created"));

        Assert.Contains(
            counterGoesFirst ? "belongs to 'summary x'" : "belongs to 'counter x_total'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_unit_is_written_where_the_name_ends_with_it()
    {
        Factory.CreateCounter("x", "", new CounterOptions { Unit = "bytes" });
        Factory.CreateGauge("x", "", new GaugeOptions { Unit = "bytes" });

        Assert.Equal(
            ["# TYPE x_bytes gauge", "# UNIT x_bytes bytes", "x_bytes 0", "# TYPE x_bytes_total unknown", "x_bytes_total 0"],
            OpenMetrics());
        Assert.Contains("# UNIT x_bytes_total bytes", Scrape.Lines(Registry, ExpositionFormat.OpenMetrics2));
    }

    [Fact]
    public void Both_are_read_by_the_names_that_they_had()
    {
        Factory.CreateGauge("x", "").Set(1);
        Factory.CreateCounter("x", "").Inc(2);

        Assert.Equal(["x 1", "x_total 2"], Lines("x"));
        Assert.Equal(["x_total 2"], Lines("x_total"));
        Assert.Equal(1, Registry.GetSampleValue("x"));
        Assert.Equal(2, Registry.GetSampleValue("x_total"));
    }

    [Fact]
    public void A_report_of_a_collector_without_descriptors_counts_too()
    {
        Factory.CreateCounter("x", "");
        Factory.CreateGauge("z", "");
        Registry.Register(new TestCollector([], visitor =>
        {
            visitor.ReportGauge(Gauge("x"), 1);
            visitor.ReportCounter(new MetricDescriptor(MetricType.Counter, "z", ""), 2);
        }));

        Assert.Equal(
            [
                "# TYPE x gauge", "x 1", "# TYPE x_total unknown", "x_total 0",
                "# TYPE z gauge", "z 0", "# TYPE z_total unknown", "z_total 2",
            ],
            OpenMetrics());
    }

    [Fact]
    public void So_do_the_reports_of_two_such_collectors()
    {
        Registry.Register(TestCollector.Unchecked(Gauge("x")));
        Registry.Register(new TestCollector(
            [], visitor => visitor.ReportCounter(new MetricDescriptor(MetricType.Counter, "x", ""), 2)));

        Assert.Equal(["# TYPE x gauge", "x 1", "# TYPE x_total unknown", "x_total 2"], OpenMetrics());
    }

    [Fact]
    public void But_the_sample_of_another_family_stays_taken()
    {
        Registry.Register(TestCollector.Unchecked(Gauge("x_total")));
        Factory.CreateCounter("x", "");

        Assert.Equal(["x_total 0"], Scrape.Lines(Registry)[1..]);
        Assert.Equal(2, Registry.GetSampleValue("metrics_collector_errors_total", ("collector", "TestCollector")));
    }

    [Fact]
    public void A_declared_family_that_is_not_reported_counts()
    {
        Registry.Register(new TestCollector([Gauge("x")]));
        Factory.CreateCounter("x", "");

        Assert.Equal(["# TYPE x_total unknown", "x_total 0"], OpenMetrics());
    }

    [Fact]
    public void An_observable_counter_of_several_parts_keeps_its_name_once()
    {
        Factory.CreateGauge("x", "");
        Factory.WithConstantLabels(("a", "1")).CreateObservableCounter("x", "", () => 1);
        Factory.WithConstantLabels(("a", "2")).CreateObservableCounter("x", "", () => 2);

        Assert.Equal(["# TYPE x gauge", "x 0", "# TYPE x_total unknown", "x_total{a=\"1\"} 1", "x_total{a=\"2\"} 2"], OpenMetrics());
    }

    [Fact]
    public void A_counter_of_several_parts_shares_its_name_with_no_other_family()
    {
        Factory.WithConstantLabels(("a", "1")).CreateObservableCounter("x", "", () => 1);
        Factory.WithConstantLabels(("a", "2")).CreateObservableCounter("x", "", () => 2);

        Assert.Equal(["# TYPE x counter", "x_total{a=\"1\"} 1", "x_total{a=\"2\"} 2"], OpenMetrics());
    }

    [Fact]
    public void Exemplars_are_left_out_of_what_is_unknown_there()
    {
        Factory.CreateCounter("x", "").IncWithExemplar(1, ("trace_id", "abc"));
        Assert.Contains("# {trace_id=\"abc\"}", OpenMetrics()[1], StringComparison.Ordinal);
        Factory.CreateGauge("x", "");

        Assert.Equal("x_total 1", OpenMetrics()[^1]);
    }

    [Fact]
    public void The_info_about_the_target_stays_first_beside_a_gauge_of_its_name()
    {
        Factory.CreateInfo("target", "").Set(("version", "1"));
        Factory.CreateGauge("target", "");
        Factory.CreateGauge("a", "");

        Assert.Equal(["target_info{version=\"1\"} 1", "a 0", "target 0"], Scrape.Lines(Registry));
    }

    // In the other schemes, the names of these two have nothing in common.
    [Fact]
    public void Names_that_an_escaping_scheme_makes_equal_are_compared_in_that_scheme()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        var factory = new MetricFactory(registry);
        factory.CreateGauge("x.y", "").Set(1);
        factory.CreateCounter("x_y", "").Inc(2);

        Assert.Equal(
            ["# TYPE x_y gauge", "x_y 1", "# TYPE x_y_total unknown", "x_y_total 2"], Escaped(registry, NameEscaping.Underscores));
        Assert.Equal(
            ["# TYPE x_dot_y gauge", "x_dot_y 1", "# TYPE x__y_ counter", "x__y__total 2"], Escaped(registry, NameEscaping.Dots));
        Assert.Equal(
            ["# TYPE U__x_2e_y gauge", "U__x_2e_y 1", "# TYPE x_y counter", "x_y_total 2"], Escaped(registry, NameEscaping.Values));
        Assert.Equal(
            ["# TYPE \"x.y\" gauge", "{\"x.y\"} 1", "# TYPE x_y counter", "x_y_total 2"], Escaped(registry, NameEscaping.AllowUtf8));
    }

    [Fact]
    public void A_report_shares_no_name_with_itself_nor_with_others_in_any_scheme()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        var factory = new MetricFactory(registry);
        factory.CreateCounter("x.y", "");
        registry.Register(new TestCollector(
            [], visitor => visitor.ReportCounter(new MetricDescriptor(MetricType.Counter, "a.b", ""), 2)));

        Assert.Equal(
            ["# TYPE a_b counter", "a_b_total 2", "# TYPE x_y counter", "x_y_total 0"], Escaped(registry, NameEscaping.Underscores));
    }

    [Fact]
    public void A_report_shares_its_name_with_a_registered_family_in_a_scheme()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        new MetricFactory(registry).CreateGauge("a.b", "");
        registry.Register(new TestCollector(
            [], visitor => visitor.ReportCounter(new MetricDescriptor(MetricType.Counter, "a_b", ""), 2)));

        Assert.Equal(
            ["# TYPE a_b gauge", "a_b 0", "# TYPE a_b_total unknown", "a_b_total 2"], Escaped(registry, NameEscaping.Underscores));
    }

    [Fact]
    public void Names_in_UTF_8_are_shared_like_others()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        var factory = new MetricFactory(registry);
        factory.CreateGauge("x.y", "");
        factory.CreateCounter("x.y", "");

        Assert.Equal(
            ["# TYPE \"x.y\" gauge", "{\"x.y\"} 0", "# TYPE \"x.y_total\" unknown", "{\"x.y_total\"} 0"],
            Escaped(registry, NameEscaping.AllowUtf8));
        Assert.Equal(
            ["# TYPE x_y gauge", "x_y 0", "# TYPE x_y_total unknown", "x_y_total 0"], Escaped(registry, NameEscaping.Underscores));
    }

    // The name without the suffix must not be that of a sample either.
    [Theory]
    [InlineData(MetricType.Counter, "x_count", "# TYPE x_count_total unknown")]
    [InlineData(MetricType.Counter, "x_bucket", "# TYPE x_bucket_total unknown")]
    [InlineData(MetricType.Counter, "x_created", "# TYPE x_created_total unknown")]
    [InlineData(MetricType.Info, "x_sum", "# TYPE x_sum_info gauge")]
    [InlineData(MetricType.Counter, "x_max", "# TYPE x_max counter")]
    public void It_is_compared_with_the_samples_of_others(MetricType type, string name, string expected)
    {
        Registry.Register(Collector(type, name));
        Factory.CreateHistogram("x", "");

        Assert.Contains(expected, OpenMetrics());
        Assert.Contains("# TYPE x histogram", OpenMetrics());
    }

    [Fact]
    public void What_is_left_out_of_a_body_shares_no_name()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        var factory = new MetricFactory(registry);
        factory.CreateInfo("a_b", "").Set(("c", "1"));
        factory.CreateGauge("a_b_count", "");
        factory.CreateSummary("a.b", "");

        Assert.Equal(
            ["# TYPE a_b_count gauge", "a_b_count 0", "# TYPE a_b info", "a_b_info{c=\"1\"} 1"],
            Escaped(registry, NameEscaping.Underscores));
    }

    private static MetricDescriptor Gauge(string name) => new(MetricType.Gauge, name, "");

    /// <summary>Reports the number 1 of a type.</summary>
    private static TestCollector Collector(MetricType type, string name)
    {
        var family = new MetricDescriptor(type, name, "");
        return new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            switch (type)
            {
                case MetricType.Counter:
                    visitor.Counter(LabelSet.Empty, new CounterSample(1) { Created = Created });
                    break;
                case MetricType.Gauge:
                    visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
                    break;
                case MetricType.Histogram or MetricType.GaugeHistogram:
                    visitor.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1) { Created = Created });
                    break;
                case MetricType.Summary:
                    visitor.Summary(LabelSet.Empty, new SummarySample(1, 1, [], []) { Created = Created });
                    break;
                case MetricType.Info:
                    visitor.Info(LabelSet.Empty, default);
                    break;
                case MetricType.StateSet:
                    visitor.StateSet(LabelSet.Empty, new StateSetSample(["on"], [true]));
                    break;
                default:
                    visitor.Unknown(LabelSet.Empty, new UnknownSample(1));
                    break;
            }

            visitor.EndFamily();
        });
    }

    /// <summary>Returns the lines of OpenMetrics 1.0 in an escaping scheme, without those of self metrics.</summary>
    private static string[] Escaped(MetricRegistry registry, NameEscaping escaping)
    {
        using var reader = registry.Read(new CollectionRequest { Escaping = escaping });
        var output = new ArrayBufferWriter<byte>();
        var writer = new OpenMetricsWriter(output, escaping);
        while (reader.Read(writer))
        {
        }

        return
        [
            .. Encoding.UTF8.GetString(output.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.Contains("metrics_", StringComparison.Ordinal)),
        ];
    }

    private string[] OpenMetrics() => Scrape.Lines(Registry, ExpositionFormat.OpenMetrics);

    private string[] Lines(string name)
    {
        using var reader = Registry.Read(new CollectionRequest { Names = new HashSet<string> { name } });
        var visitor = new RecordingVisitor();
        while (reader.Read(visitor))
        {
        }

        return [.. visitor.Lines];
    }
}
