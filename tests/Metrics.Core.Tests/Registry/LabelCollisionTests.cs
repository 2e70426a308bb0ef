using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Labels of one series whose names become equal in an escaping scheme: Prometheus rejects a body with a duplicate label. R-055,
/// R-276</summary>
public sealed class LabelCollisionTests : IDisposable
{
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;
    private readonly MetricFactory _factory;

    public LabelCollisionTests()
    {
        _registry = new MetricRegistry(
            new MetricRegistryOptions { NameValidation = NameValidation.Utf8, Diagnostics = _diagnostics, SeriesLimit = 100 });
        _factory = new MetricFactory(_registry);
    }

    public void Dispose() => _registry.Dispose();

    [Theory]
    [InlineData("a.b", "a_b", "a_b", "Underscores")]
    [InlineData("a.b", "a-b", "a_b", "Underscores")]
    [InlineData("é", "è", "_", "Underscores")]
    [InlineData("U__a_2e_b", "a.b", "U__a_2e_b", "Values")]
    [InlineData("..name__", null, "__name__", "Underscores")]
    [InlineData("_name_", null, "__name__", "Dots")]
    [InlineData("énameé", null, "__name__", "Dots")]
    public void They_are_refused_at_creation(string label, string? other, string escaped, string scheme)
    {
        string[] names = other is null ? [label] : [label, other];
        var refusal = Assert.Throws<ArgumentException>("labelNames", () => _factory.CreateGauge("x", "", names));

        Assert.StartsWith(
            $"The labels '{(other is null ? "__name__" : label)}' and '{other ?? label}' of 'x' both become '{escaped}' for clients that " +
            $"request the escaping scheme {scheme}, so no Prometheus could read them: choose another name.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void So_are_constant_labels_with_others()
    {
        var scope = _factory.WithConstantLabels(("a.b", "1"));

        Assert.Throws<ArgumentException>("labelNames", () => scope.CreateGauge("x", "", "a_b"));
        Assert.Throws<ArgumentException>("labelNames", () => scope.CreateObservableGauge("x", "", ["a_b"], _ => { }));
        Assert.Throws<ArgumentException>("labels", () => scope.CreateInfo("x", "").Set(("a_b", "1")));
        Assert.Throws<ArgumentException>("labels", () => _factory.CreateInfo("y", "").Set(("a-b", "1"), ("a_b", "2")));
    }

    [Fact]
    public void So_is_a_label_with_the_name_of_its_state_set()
    {
        var options = new StateSetOptions { States = ["on"] };

        Assert.Throws<ArgumentException>("labelNames", () => _factory.CreateStateSet("my.flag", "", ["my_flag"], options));
        Assert.Throws<ArgumentException>("labelNames", () => _factory.CreateStateSet("my_flag", "", ["my.flag"], options));
        _factory.CreateStateSet("my.flag", "", ["other_flag"], options);
        Assert.Throws<ArgumentException>("labelNames", () => _factory.CreateStateSet("_name_", "", [], options));
    }

    [Fact]
    public void So_are_those_of_descriptors_at_registration() => Assert.Throws<ArgumentException>(
        "collector", () => _registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "", "a.b", "a_b")])));

    [Fact]
    public void A_family_that_is_reported_with_them_is_left_out()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        _registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("a.b", "1"), ("c.d", "1")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("a.b", "2"), ("c.d", "1")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("a.b", "2"), ("a_b", "1")), new GaugeSample(1));
            visitor.EndFamily();
        }));

        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 1"], Scrape.Lines(_registry));
        Assert.Contains("The labels 'a.b' and 'a_b' of 'x'", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // R-178
    [Fact]
    public void An_exemplar_with_them_is_dropped_and_counted()
    {
        _factory.CreateCounter("c", "").IncWithExemplar(1, ("a.b", "1"), ("a_b", "2"));
        var family = new MetricDescriptor(MetricType.Counter, "r", "");
        _registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Counter(
                LabelSet.Empty,
                new CounterSample(1) { Exemplar = new Exemplar(LabelSet.Create(("U__a_2e_b", "1"), ("a.b", "2")), 1) });
            visitor.EndFamily();
        }));

        Assert.Equal(1, _registry.GetSampleValue("metrics_exemplars_dropped_total", ("family", "c_total")));
        Assert.Equal(2, _registry.GetSampleValue("metrics_exemplars_dropped_total", ("family", "r_total")));
    }

    [Fact]
    public void Names_that_stay_distinct_are_accepted()
    {
        _factory.CreateGauge("g", "", "name__", "_name").WithLabels("1", "2").Set(1);
        _factory.CreateHistogram("h", "", "l.e", "a.b", "a.c", "a_dot_b").WithLabels("1", "2", "3", "4").Observe(1);
        _factory.CreateSummary("s", "", "quan.tile").WithLabels("1").Observe(1);

        Assert.Contains("s{quan.tile=\"1\"} count:1 sum:1", Scrape.Lines(_registry));
    }
}
