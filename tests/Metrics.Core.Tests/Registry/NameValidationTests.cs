using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Which names a registry accepts, and where it refuses others.</summary>
public sealed class NameValidationTests : IDisposable
{
    private const string NotAMetricName =
        "'a.b' is not a metric name. Use letters, digits, '_' and ':', and don't start with a digit: 'a_b', for example.";

    private const string NotALabelName =
        "'a.b' is not a label name. Use letters, digits and '_', don't start with a digit or '__': 'a_b', for example. (In 'x'.)";

    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _legacy;
    private readonly MetricRegistry _utf8 = new(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });

    public NameValidationTests() => _legacy = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });

    private MetricFactory Legacy => new(_legacy);

    private MetricFactory Utf8 => new(_utf8);

    public void Dispose()
    {
        _legacy.Dispose();
        _utf8.Dispose();
    }

    //
    [Fact]
    public void Only_legacy_names_are_accepted_by_default()
    {
        Assert.Equal(NameValidation.Legacy, _legacy.NameValidation);
        Refuses("name", NotAMetricName, () => Legacy.CreateGauge("a.b", ""));
        Refuses("name", NotAMetricName, () => Legacy.CreateCounter("a.b", "", "l"));
        Refuses("name", NotAMetricName, () => Legacy.CreateObservableGauge("a.b", "", () => 1));
        Refuses("labelNames", NotALabelName, () => Legacy.CreateHistogram("x", "", "ok", "a.b"));
        Refuses(
            "unit",
            "'km/h' is not a unit: use letters, digits and '_', such as 'seconds' or 'bytes'. (In 'x'.)",
            () => Legacy.CreateGauge("x", "", new GaugeOptions { Unit = "km/h" }));
        Assert.Empty(Scrape.Lines(_legacy));
    }

    [Fact]
    public void So_it_is_in_scopes_and_in_infos()
    {
        Refuses(
            "prefix",
            "'a.' can't begin a metric name. Use letters, digits and '_', and don't start with a digit: 'acme', for example.",
            () => Legacy.WithPrefix("a."));
        Refuses("labels", NotALabelName[..^" (In 'x'.)".Length], () => Legacy.WithConstantLabels(("a.b", "1")));
        Refuses(
            "labels",
            "'a.b' is not a label name. Use letters, digits and '_', and don't start with a digit or '__'. (In 'x_info'.)",
            () => Legacy.CreateInfo("x", "").Set(("a.b", "1")));
    }

    [Fact]
    public void The_name_of_a_state_set_is_one_of_a_label() => Refuses(
        "name",
        "'a:b' is not a label name. Use letters, digits and '_', don't start with a digit or '__': 'a_b', for example.",
        () => Legacy.CreateStateSet("a:b", "", new StateSetOptions { States = ["on"] }));

    [Fact]
    public void A_descriptor_is_refused_at_registration()
    {
        var metric = new TestCollector([Gauge("ok"), Gauge("a.b")]);
        var label = new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "", "a.b")]);

        Refuses("collector", NotAMetricName, () => _legacy.Register(metric));
        Refuses("collector", NotALabelName, () => _legacy.Register(label));
        Assert.False(_legacy.Unregister(metric));
        Legacy.CreateGauge("ok", "");
    }

    [Fact]
    public void The_instruments_of_another_registry_are_refused_too() =>
        Refuses("collector", NotAMetricName, () => _legacy.Register((ICollector)Utf8.CreateGauge("a.b", "", "l")));

    [Fact]
    public void What_a_collector_without_descriptors_reports_is_left_out()
    {
        _legacy.Register(TestCollector.Unchecked(Gauge("fine"), Gauge("a.b")));

        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 1"], Scrape.Lines(_legacy));
        Assert.Equal([$"failed TestCollector: {NotAMetricName}"], _diagnostics.Said);
    }

    // The descriptor says nothing about the labels of a set that is not made from it.
    [Fact]
    public void So_is_a_family_with_a_label_that_is_not_legal()
    {
        var family = Gauge("x");
        _legacy.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("l", "1")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("a.b", "1")), new GaugeSample(1));
            visitor.EndFamily();
        }));

        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 1"], Scrape.Lines(_legacy));
        Assert.Equal([$"failed TestCollector: {NotALabelName}"], _diagnostics.Said);
    }

    //
    [Fact]
    public void An_exemplar_whose_label_is_not_legal_is_dropped_and_counted()
    {
        Legacy.CreateCounter("c", "").IncWithExemplar(1, ("trace.id", "7"));
        _legacy.Register(ReportingExemplar("trace.id"));

        var lines = Lines(_legacy, ExpositionFormat.OpenMetrics);
        Assert.Contains("c_total 1", lines);
        Assert.Contains("reported_total 1", lines);
        Assert.Contains("metrics_exemplars_dropped_total{family=\"c_total\"} 1", lines);
        Assert.Contains("metrics_exemplars_dropped_total{family=\"reported_total\"} 1", lines);
    }

    //
    [Fact]
    public void Every_name_is_accepted_where_UTF_8_is()
    {
        Assert.Equal(NameValidation.Utf8, _utf8.NameValidation);
        var factory = Utf8.WithPrefix("shop.").WithConstantLabels(("dépôt", "1"));
        factory.CreateCounter("orders", "", "pay.kind").WithLabels("card").Inc();
        factory.CreateGauge("größe", "", new GaugeOptions { Unit = "m²" }).Set(2);
        factory.CreateStateSet("flag:x", "", new StateSetOptions { States = ["on"] });
        factory.CreateInfo("build", "").Set(("git.commit", "abc"));
        factory.CreateObservableGauge("queue", "", () => 5);
        Utf8.WithPrefix("größe").CreateGauge("x", "");
        _utf8.Register(TestCollector.Unchecked(Gauge("花火")));

        Assert.Equal(
            [
                "größe_x 0",
                "shop.build_info{dépôt=\"1\",git.commit=\"abc\"} 1",
                "shop.flag:x{dépôt=\"1\"} on:0",
                "shop.größe_m²{dépôt=\"1\"} 2",
                "shop.orders_total{dépôt=\"1\",pay.kind=\"card\"} 1",
                "shop.queue{dépôt=\"1\"} 5",
                "花火 1",
            ],
            Scrape.Lines(_utf8));
    }

    [Fact]
    public void So_are_the_labels_of_exemplars()
    {
        Utf8.CreateCounter("c", "").IncWithExemplar(1, ("trace.id", "7"));
        _utf8.Register(ReportingExemplar("trace.id"));

        var lines = Lines(_utf8, ContentNegotiation.Choose("application/openmetrics-text;escaping=allow-utf-8"));
        Assert.Contains(lines, line => line.StartsWith("c_total 1 # {\"trace.id\"=\"7\"} 1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("reported_total 1 # {\"trace.id\"=\"7\"} 1", StringComparison.Ordinal));
    }

    //
    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Names_that_no_Prometheus_reads_are_refused_everywhere(string name)
    {
        Assert.Throws<ArgumentException>(nameof(name), () => Utf8.CreateGauge(name, ""));
        Assert.Throws<ArgumentException>("labelNames", () => Utf8.CreateGauge("x", "", name));
        Assert.Throws<ArgumentException>("prefix", () => Utf8.WithPrefix(name));
        Assert.Throws<ArgumentException>("labels", () => Utf8.WithConstantLabels((name, "1")));
        Assert.Throws<ArgumentException>("labels", () => Utf8.CreateInfo("x", "").Set((name, "1")));
    }

    //
    [Fact]
    public void So_is_the_prefix_of_Prometheus_itself()
    {
        Assert.Throws<ArgumentException>("labelNames", () => Utf8.CreateGauge("x", "", "__name__"));
        Assert.Throws<ArgumentException>("labels", () => Utf8.CreateInfo("x", "").Set(("__é", "1")));
        Utf8.CreateCounter("c", "").IncWithExemplar(1, ("__name__", "1"));

        Assert.Equal(1, _utf8.GetSampleValue("metrics_exemplars_dropped_total", ("family", "c_total")));
    }

    [Fact]
    public void Another_value_than_the_two_is_refused()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(
            "options", () => new MetricRegistry(new MetricRegistryOptions { NameValidation = (NameValidation)2 }));

        Assert.StartsWith("NameValidation must be Legacy or Utf8", refusal.Message, StringComparison.Ordinal);
    }

    private static MetricDescriptor Gauge(string name) => new(MetricType.Gauge, name, "");

    private static TestCollector ReportingExemplar(string label)
    {
        var family = new MetricDescriptor(MetricType.Counter, "reported", "");
        return new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Counter(
                LabelSet.Empty, new CounterSample(1) { Exemplar = new Exemplar(LabelSet.Create((label, "7")), 1) });
            visitor.EndFamily();
        });
    }

    private static string[] Lines(MetricRegistry registry, ExpositionFormat format) => Scrape.Lines(registry, format);

    private static void Refuses(string parameter, string message, Action action) => Assert.Equal(
        $"{message} (Parameter '{parameter}')", Assert.Throws<ArgumentException>(parameter, action).Message);
}
