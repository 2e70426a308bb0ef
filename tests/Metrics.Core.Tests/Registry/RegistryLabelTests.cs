using PrometheusMetrics.Collection;
using PrometheusMetrics.Collectors;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Labels that a registry adds to every series.</summary>
public sealed class RegistryLabelTests() : EngineTest(options =>
{
    options.Labels = new() { ["team"] = "a\"b", ["region"] = "eu" };
    options.SeriesLimit = 2;
})
{
    private const string Labels = "region=\"eu\",team=\"a\\\"b\"";

    [Fact]
    public void They_come_first_in_every_series_of_every_instrument()
    {
        Factory.CreateCounter("a", "").Inc();
        Factory.CreateGauge("b", "", "l").WithLabels("1").Set(2);
        Factory.CreateHistogram("c", "", new HistogramOptions { Buckets = [1] }).Observe(1);
        Factory.CreateSummary("d", "").Observe(1);
        Factory.CreateInfo("e", "").Set(("version", "1"));
        Factory.CreateStateSet("f", "", new StateSetOptions { States = ["on"] });
        Factory.WithConstantLabels(("shard", "7")).CreateCounter("g", "", "l").WithLabels("x").Inc();
        Factory.WithPrefix("h").CreateGauge("i", "", ["l", "m"]).WithLabelTypes<(int, bool)>().WithLabels((1, true)).Set(3);

        Assert.Equal(
            [
                $"a_total{{{Labels}}} 1",
                $"b{{{Labels},l=\"1\"}} 2",
                $"c_bucket{{{Labels},le=\"1\"}} 1",
                $"c_bucket{{{Labels},le=\"+Inf\"}} 1",
                $"c_sum{{{Labels}}} 1",
                $"c_count{{{Labels}}} 1",
                $"d_sum{{{Labels}}} 1",
                $"d_count{{{Labels}}} 1",
                $"e_info{{{Labels},version=\"1\"}} 1",
                $"f{{{Labels},f=\"on\"}} 0",
                $"g_total{{{Labels},shard=\"7\",l=\"x\"}} 1",
                $"h_i{{{Labels},l=\"1\",m=\"true\"}} 3",
            ],
            Text());
    }

    [Fact]
    public void Observables_collectors_and_self_metrics_have_them_too()
    {
        Factory.CreateObservableGauge("a", "", () => 1);
        Factory.WithConstantLabels(("shard", "7")).CreateObservableCounter("b", "", ["l"], report => report(2, "x"));
        Registry.Register(TestCollector.OfGauge("c"));
        Registry.Register(new TestCollector([], visitor =>
        {
            visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, "d", ""));
            visitor.Gauge(LabelSet.Create(("other", "y")), new GaugeSample(3));
            visitor.EndFamily();
        }));
        Registry.Register(new FailingCollector());

        Assert.Equal(
            [
                $"a{{{Labels}}} 1",
                $"b_total{{{Labels},shard=\"7\",l=\"x\"}} 2",
                $"c{{{Labels}}} 1",
                $"d{{{Labels},other=\"y\"}} 3",
                $"metrics_collector_errors_total{{{Labels},collector=\"FailingCollector\"}} 1",
            ],
            Text());
    }

    //
    [Fact]
    public void A_collector_in_two_registries_has_the_labels_of_each()
    {
        using var other = new MetricRegistry(new MetricRegistryOptions { Labels = new() { ["team"] = "other" } });
        using var without = new MetricRegistry();
        ICollector[] collectors = [TestCollector.OfGauge("c"), new ProcessCollector()];
        foreach (var registry in (MetricRegistry[])[Registry, other, without])
        {
            Array.ForEach(collectors, registry.Register);
        }

        AssertLabels(Registry, Labels);
        AssertLabels(other, "team=\"other\"");
        AssertLabels(without, "");
    }

    [Fact]
    public void Standard_metrics_have_them()
    {
        Registry.AddProcessMetrics().AddRuntimeMetrics();
        Assert.Throws<InvalidOperationException>(new Action(() => throw new InvalidOperationException()));

        var lines = Text();

        Assert.True(lines.Length > 30);
        Assert.All(lines, line => Assert.Contains(Labels, line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"dotnet_info{{{Labels},version=", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.StartsWith(
                $"dotnet_exceptions_total{{{Labels},error_type=\"InvalidOperationException\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"process_start_time_seconds{{{Labels}}} ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_series_of_a_standard_metric_gets_its_label_set_once()
    {
        Registry.AddProcessMetrics();
        using var counter = new ExceptionCounter(TimeProvider.System);
        counter.Record("A");
        counter.Record("B");
        var family = new LabelledFamily(
            counter, RegistryLabels.Create(new Dictionary<string, string> { ["a"] = "1" }, NameValidation.Legacy));
        var first = family.ReadSeries().ToArray();
        counter.Record("C");

        Assert.Same(first[0], family.ReadSeries().Span[0]);
        Assert.Same(first[1].Labels, family.ReadSeries().Span[1].Labels);
        Assert.Equal("a=\"1\",error_type=\"C\"", family.ReadSeries().Span[^1].Labels.ToString());
        Assert.Equal(0, Allocations.InTheLongRun(() => family.ReadSeries()));
    }

    [Fact]
    public void Users_see_their_own_labels_only()
    {
        var family = Factory.CreateCounter("x", "", "l");
        var kept = family.WithLabels("1");
        kept.Inc();

        Assert.Same(kept, family.WithLabels("1"));
        Assert.Throws<ArgumentException>(() => family.WithLabels("a\"b", "eu", "1"));
        Assert.Equal(0, family.RemoveWhere(values => values.Length != 1));
        Assert.True(family.Remove("1"));
        Assert.False(family.Remove("1"));
        family.WithLabels("2");
        family.Clear();
        Assert.Empty(Text());
    }

    [Fact]
    public void An_instrument_without_labels_of_its_own_cannot_be_removed()
    {
        var family = Factory.GetOrCreate(InstrumentKind.Counter, "x", "", [], new CounterOptions());

        family.WithLabels().Inc();
        family.Clear();

        Assert.False(family.Remove());
        Assert.Equal([$"x_total{{{Labels}}} 1"], Text());
        Assert.Same(Factory.CreateCounter("x", ""), family.WithLabels());
    }

    [Fact]
    public void The_overflow_series_keeps_them()
    {
        var family = Factory.CreateCounter("x", "", "l");
        foreach (var value in (string[])["1", "2", "3"])
        {
            family.WithLabels(value).Inc();
        }

        Assert.Equal(
            [
                $"metrics_series_overflow_total{{{Labels},family=\"x_total\"}} 1",
                $"x_total{{{Labels},l=\"1\"}} 1",
                $"x_total{{{Labels},l=\"2\"}} 1",
                $"x_total{{{Labels},l=\"_overflow\"}} 1",
            ],
            Text());
    }

    [Fact]
    public void A_label_of_the_same_name_is_refused_where_the_instrument_is_created()
    {
        var refusal = Assert.Throws<ArgumentException>("labelNames", () => Factory.CreateCounter("x", "", "region"));

        Assert.StartsWith(
            "The label 'region' of 'x_total' is a label of the registry, which adds it to every series: leave it out or rename it, or " +
            "remove it from the Labels of the registry.",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("labelNames", () => Factory.CreateObservableGauge("x", "", ["team"], _ => { }));
        Assert.Throws<ArgumentException>("labelNames", () => Factory.CreateHistogram("x", "", "l", "team"));
    }

    [Fact]
    public void So_is_a_constant_label()
    {
        var refusal = Assert.Throws<ArgumentException>("labels", () => Factory.WithConstantLabels(("team", "mine")));

        Assert.StartsWith(
            "The constant label 'team' is a label of the registry, which adds it to every series",
            refusal.Message,
            StringComparison.Ordinal);
    }

    // The name of a state set is also the name of the label that holds the state.
    [Fact]
    public void So_is_a_state_set_of_the_name() => Assert.StartsWith(
        "The label 'team' of 'team' is a label of the registry",
        Assert.Throws<ArgumentException>(
            "labelNames", () => Factory.CreateStateSet("team", "", new StateSetOptions { States = ["on"] })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_fact_of_an_info_is_refused_where_it_is_set() =>
        Assert.Throws<ArgumentException>(() => Factory.CreateInfo("x", "").Set(("team", "mine")));

    [Fact]
    public void A_collector_with_such_a_descriptor_is_refused_where_it_is_registered()
    {
        var refusal = Assert.Throws<ArgumentException>(
            "collector", () => Registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "", "team")])));

        Assert.Contains("The label 'team' of 'x' is a label of the registry", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_report_of_such_a_label_is_illegal_and_counted(bool isDescribed)
    {
        var diagnostics = new RecordingDiagnostics();
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { Labels = new() { ["team"] = "a" }, Diagnostics = diagnostics });
        var family = new MetricDescriptor(MetricType.Gauge, "x", "Help.", isDescribed ? ["team"] : []);
        registry.Register(new TestCollector([], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("team", "mine")), new GaugeSample(3));
            visitor.EndFamily();
        }));

        Assert.Equal(["metrics_collector_errors_total{team=\"a\",collector=\"TestCollector\"} 1"], Scrape.Lines(registry));
        Assert.Contains(
            "The label 'team' of 'x' is a label of the registry", Assert.Single(diagnostics.Said), StringComparison.Ordinal);
    }

    // What a collector without descriptors reports may come from elsewhere, with the same labels.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_report_of_such_a_label_with_the_value_of_the_registry_is_the_same_label(bool isDescribed)
    {
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { Labels = new() { ["team"] = "a", ["region"] = "eu" }, FailOnCollectorError = true });
        var family = new MetricDescriptor(MetricType.Gauge, "x", "Help.", isDescribed ? ["l", "team"] : ["l"]);
        registry.Register(new TestCollector([], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("l", "1"), ("team", "a")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("team", "a"), ("l", "2"), ("region", "eu")), new GaugeSample(2));
            visitor.EndFamily();
        }));

        Assert.Equal(
            ["x{region=\"eu\",team=\"a\",l=\"1\"} 1", "x{region=\"eu\",team=\"a\",l=\"2\"} 2"],
            Scrape.Lines(registry));
    }

    [Fact]
    public void Series_that_differ_in_such_a_label_only_are_not_mixed_up()
    {
        var diagnostics = new RecordingDiagnostics();
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { Labels = new() { ["team"] = "a" }, Diagnostics = diagnostics });
        registry.Register(new TestCollector([], visitor =>
        {
            visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, "x", "Help.", "team"));
            visitor.Gauge(LabelSet.Create(("team", "a")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("team", "b")), new GaugeSample(2));
            visitor.EndFamily();
        }));

        Assert.Equal(["metrics_collector_errors_total{team=\"a\",collector=\"TestCollector\"} 1"], Scrape.Lines(registry));
        Assert.Contains(
            "The label 'team' of 'x' is a label of the registry", Assert.Single(diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_family_that_is_reported_with_another_label_is_illegal_too()
    {
        Registry.Register(new TestCollector(
            [new MetricDescriptor(MetricType.Gauge, "x", "", "l")],
            visitor => visitor.ReportGauge(new MetricDescriptor(MetricType.Gauge, "x", "", "team"), 1, "mine")));

        Assert.Equal([$"metrics_collector_errors_total{{{Labels},collector=\"TestCollector\"}} 1"], Text());
    }

    [Fact]
    public void Two_registries_do_not_share_an_instrument_by_its_labels()
    {
        using var other = new MetricRegistry(new MetricRegistryOptions { Labels = new() { ["team"] = "other" } });
        new MetricFactory(other).CreateCounter("x", "").Inc(2);
        Factory.CreateCounter("x", "").Inc(1);

        Assert.Equal([$"x_total{{{Labels}}} 1"], Text());
        Assert.Equal(["x_total{team=\"other\"} 2"], Scrape.Lines(other));
    }

    [Fact]
    public void Later_changes_of_the_options_have_no_effect()
    {
        var options = new MetricRegistryOptions { Labels = new() { ["a"] = "1" } };
        using var registry = new MetricRegistry(options);
        options.Labels["a"] = "2";
        new MetricFactory(registry).CreateGauge("x", "");

        Assert.Equal(["x{a=\"1\"} 0"], Scrape.Lines(registry));
        Assert.Equal("a=\"1\"", registry.Labels.ToString());
        Assert.Equal(0, ((IMetricSource)new MetricRegistry()).Labels.Count);
    }

    [Theory]
    [InlineData("le", "x", "The label 'le' can't be one of the registry, because the formats themselves write it")]
    [InlineData("quantile", "x", "The label 'quantile' can't be one of the registry, because the formats themselves write it")]
    [InlineData("collector", "x", "because metrics of the registry itself have a label of this name. Choose another name.")]
    [InlineData("family", "x", "because metrics of the registry itself have a label of this name. Choose another name.")]
    [InlineData("a-b", "x", "'a-b' is not a label name. Use letters, digits and '_', don't start with a digit or '__': 'a_b'")]
    [InlineData("__name__", "x", "'__name__' is not a label name.")]
    [InlineData("", "x", "'' is not a label name.")]
    [InlineData("a", null, "The value of the label 'a' of the registry is null: set a value, or leave the label out.")]
    [InlineData("a", "12345678901", "The value of the label 'a' of the registry is longer than 10 bytes of UTF-8")]
    public void A_label_that_no_series_can_have_is_refused_with_the_registry(string name, string? value, string expected)
    {
        var options = new MetricRegistryOptions { Labels = new() { [name] = value! }, LabelValueLengthLimit = 10 };

        Assert.Contains(expected, options.FindLabelViolation(), StringComparison.Ordinal);
        Assert.Contains(
            expected, Assert.Throws<ArgumentException>("options", () => new MetricRegistry(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b", "a_b")]
    [InlineData("colle.tor", "colle_tor")]
    public void Two_that_become_equal_in_an_escaping_scheme_are_refused(string name, string other)
    {
        var options = new MetricRegistryOptions
        {
            Labels = new() { [name] = "1", [other] = "2" },
            NameValidation = NameValidation.Utf8,
        };

        Assert.Equal(
            $"The label '{other}' of the registry and the label '{name}' become equal for clients that request an escaping scheme. " +
            "Choose another name.",
            options.FindLabelViolation());
    }

    [Theory]
    [InlineData("_name_")]
    [InlineData("..name..")]
    public void One_that_becomes_the_name_of_the_metric_is_refused(string name)
    {
        var options = new MetricRegistryOptions { Labels = new() { [name] = "1" }, NameValidation = NameValidation.Utf8 };

        Assert.Equal(
            $"The label '{name}' of the registry becomes '__name__', the name of the metric, for clients that request an escaping " +
            "scheme. " +
            "Choose another name.",
            options.FindLabelViolation());
    }

    [Fact]
    public void One_that_becomes_equal_to_that_of_an_instrument_is_refused()
    {
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { Labels = new() { ["a.b"] = "1" }, NameValidation = NameValidation.Utf8 });

        Assert.Contains(
            "The labels 'a.b' and 'a_b' of 'x' both become 'a_b'",
            Assert.Throws<ArgumentException>(() => new MetricFactory(registry).CreateGauge("x", "", "a_b")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "The labels 'a.b' and 'a_b' of 'x' both become 'a_b'",
            Assert.Throws<ArgumentException>(
                () => registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "", "a_b")]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_value()
    {
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { Labels = new() { ["a"] = "\n\\\ud800 ☃", ["b"] = "" } });
        new MetricFactory(registry).CreateGauge("x", "");

        Assert.Equal("x{a=\"\\n\\\\\ufffd ☃\",b=\"\"} 0", Scrape.Lines(registry, ExpositionFormat.Text)[^1]);
    }

    [Fact]
    public async Task Deltas_leases_and_text_files_have_them()
    {
        Factory.CreateCounter("x", "").Inc(2);
        var delta = await new DeltaTracker().CollectAsync(Registry);
        using var folder = new TemporaryFolder();
        var path = folder["x.prom"];

        await new TextfileWriter(path).WriteAsync(Registry, TestContext.Current.CancellationToken);

        Assert.Equal([$"x_total{{{Labels}}} 2"], Text(delta));
        Assert.Contains(
            $"\nx_total{{{Labels}}} 2\n",
            await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Same(Registry.Labels, delta.Labels);
        Assert.Same(Registry.Labels, new LeasedSource(Registry, TimeSpan.FromMinutes(5)).Labels);
    }

    [Fact]
    public void The_linter_accepts_them()
    {
        Factory.CreateGauge("app_temperature_celsius", "Help.");

        Assert.Empty(Registry.Lint());
    }

    [Fact]
    public void A_test_need_not_name_them()
    {
        Factory.CreateCounter("x", "", "l").WithLabels("1").Inc(3);

        Assert.Equal(3, Registry.GetSampleValue("x_total", ("l", "1")));
        Assert.Equal(3, Registry.GetSampleValue("x_total", ("l", "1"), ("region", "eu")));
        Assert.Null(Registry.FindSampleValue("x_total", ("l", "1"), ("region", "us")));
    }

    private static void AssertLabels(MetricRegistry registry, string labels)
    {
        var lines = Text(registry);

        Assert.Contains(labels.Length == 0 ? "c 1" : $"c{{{labels}}} 1", lines);
        Assert.Contains(
            lines,
            line => line.StartsWith(
                labels.Length == 0 ? "process_threads " : $"process_threads{{{labels}}} ", StringComparison.Ordinal));
    }

    private static string[] Text(IMetricSource source) =>
        [.. Scrape.Lines(source, ExpositionFormat.Text).Where(line => !line.StartsWith('#'))];

    private string[] Text() => Text(Registry);

    private sealed class FailingCollector : ICollector
    {
        public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [new(MetricType.Gauge, "never", "")];

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => throw new InvalidOperationException();
    }
}
