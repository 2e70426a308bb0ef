using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Families whose names become equal in an escaping scheme: the one that was registered later is left out. R-276</summary>
public sealed class FamilyCollisionTests : IDisposable
{
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;
    private readonly MetricFactory _factory;

    public FamilyCollisionTests()
    {
        _registry = new MetricRegistry(
            new MetricRegistryOptions { NameValidation = NameValidation.Utf8, Diagnostics = _diagnostics });
        _factory = new MetricFactory(_registry);
    }

    public void Dispose() => _registry.Dispose();

    [Theory]
    [InlineData(NameEscaping.AllowUtf8, true)]
    [InlineData(NameEscaping.Underscores, false)]
    [InlineData(NameEscaping.Dots, true)]
    [InlineData(NameEscaping.Values, true)]
    public void The_later_one_is_left_out_of_the_bodies_of_that_scheme(NameEscaping escaping, bool isWritten)
    {
        _factory.CreateGauge("a_b", "").Set(1);
        _factory.CreateGauge("a.b", "").Set(2);

        Assert.Equal(isWritten ? ["a.b 2", "a_b 1"] : ["a_b 1"], Lines(escaping));
    }

    [Theory]
    [InlineData(NameEscaping.Dots, "a-b", "a_b")]
    [InlineData(NameEscaping.Values, "a.b", "U__a_2e_b")]
    public void Every_scheme_has_collisions_of_its_own(NameEscaping escaping, string earlier, string later)
    {
        _factory.CreateGauge(earlier, "");
        _factory.CreateGauge(later, "");

        Assert.Equal([$"{earlier} 0"], Lines(escaping));
    }

    [Fact]
    public void The_order_of_registration_decides_and_not_that_of_names()
    {
        var first = TestCollector.OfGauge("b_1");
        _registry.Register(TestCollector.OfGauge("a_1"));
        _registry.Register(first);
        _factory.CreateGauge("b.1", "").Set(2);
        Assert.Equal(["a_1 1", "b_1 1"], Lines());

        // The place of the registration that was removed must not become that of the next one.
        _registry.Unregister(first);
        _registry.Register(first);

        Assert.Equal(["a_1 1", "b.1 2"], Lines());
    }

    [Theory]
    [InlineData(MetricType.Histogram, "x.y", "x_y_count")]
    [InlineData(MetricType.Histogram, "x.y", "x_y_created")]
    [InlineData(MetricType.Summary, "x.y", "x_y_sum")]
    [InlineData(MetricType.Counter, "x.y", "x_y_total")]
    [InlineData(MetricType.Info, "x.y", "x_y_info")]
    [InlineData(MetricType.GaugeHistogram, "x.y", "x_y_gsum")]
    public void All_names_of_samples_count(MetricType type, string name, string gauge)
    {
        _registry.Register(new TestCollector([new MetricDescriptor(type, name, "")]));
        _factory.CreateGauge(gauge, "");

        Assert.Empty(Lines());
        Assert.Equal([$"{gauge} 0"], Lines(NameEscaping.AllowUtf8));
    }

    [Fact]
    public void It_is_counted_at_each_collection_and_told_once_per_scheme()
    {
        _factory.CreateGauge("a_b", "");
        Assert.Empty(Scrape.From(_registry).Find("metrics_families_left_out_total")!.Samples);
        _factory.CreateGauge("a.b", "");
        _factory.CreateGauge("a-b", "");

        _ = Lines();
        _ = Lines();
        _ = Lines(NameEscaping.Dots);

        Assert.Equal(2, _registry.GetSampleValue("metrics_families_left_out_total", ("family", "a.b")));
        Assert.Equal(3, _registry.GetSampleValue("metrics_families_left_out_total", ("family", "a-b")));
        Assert.Equal(
            ["left out a.b: a_b, Underscores", "left out a-b: a_b, Underscores", "left out a-b: a_b, Dots"], _diagnostics.Said);
    }

    [Fact]
    public void One_that_is_not_requested_is_not_counted_and_the_other_one_does_not_take_its_place()
    {
        _factory.CreateGauge("a_b", "").Set(1);
        _factory.CreateGauge("a.b", "").Set(2);

        var request = new CollectionRequest { Escaping = NameEscaping.Underscores };

        Assert.Equal(["a_b 1"], Lines(request with { Names = new HashSet<string> { "a_b" } }));
        Assert.Empty(_diagnostics.Said);
        Assert.Empty(Lines(request with { Names = new HashSet<string> { "a.b" } }));
        Assert.Single(_diagnostics.Said);
    }

    [Fact]
    public void What_collectors_report_is_compared_too()
    {
        _factory.CreateGauge("a.b", "").Set(5);
        _registry.Register(TestCollector.Unchecked(Gauge("a_b"), Gauge("c.d"), Gauge("c_d"), Gauge("fine")));
        _registry.Register(TestCollector.Unchecked(Gauge("c-d")));

        Assert.Equal(["a.b 5", "c.d 1", "fine 1"], Lines());
        Assert.Equal(
            ["a.b 5", "a_b 1", "c-d 1", "c.d 1", "c_d 1", "fine 1"],
            Lines(NameEscaping.AllowUtf8));
        Assert.Equal(
            ["left out a_b: a.b, Underscores", "left out c_d: c.d, Underscores", "left out c-d: c.d, Underscores"], _diagnostics.Said);
        Assert.Null(_registry.FindSampleValue("metrics_collector_errors_total", ("collector", "TestCollector")));
    }

    [Fact]
    public void A_declared_family_is_left_out_of_the_report_of_its_collector()
    {
        _factory.CreateGauge("a.b", "");
        _registry.Register(TestCollector.OfGauge("a_b"));

        Assert.Equal(["a.b 0"], Lines());
        Assert.Equal(["left out a_b: a.b, Underscores"], _diagnostics.Said);
        Assert.Equal(1, _registry.GetSampleValue("metrics_families_left_out_total", ("family", "a_b")));
    }

    [Fact]
    public void A_family_does_not_collide_with_its_own_parts()
    {
        _factory.WithConstantLabels(("shard", "1")).CreateObservableGauge("a.b", "", () => 1);
        _factory.WithConstantLabels(("shard", "2")).CreateObservableGauge("a.b", "", () => 2);

        Assert.Equal(["a.b{shard=\"1\"} 1", "a.b{shard=\"2\"} 2"], Lines());
    }

    [Fact]
    public void The_name_of_a_family_of_several_collectors_is_taken_until_the_last_one_is_gone()
    {
        var first = _factory.WithConstantLabels(("shard", "1")).CreateObservableGauge("x", "", () => 1);
        var second = _factory.WithConstantLabels(("shard", "2")).CreateObservableGauge("x", "", () => 2);
        first.Dispose();
        Assert.Throws<InvalidOperationException>(() => _registry.Register(TestCollector.OfGauge("x")));

        second.Dispose();

        _registry.Register(TestCollector.OfGauge("x"));
        Assert.Equal(["x 1"], Lines());
    }

    [Fact]
    public async Task A_body_is_written_without_it()
    {
        _factory.CreateGauge("a_b", "");
        _factory.CreateGauge("a.b", "").Set(7);
        using var output = new MemoryStream();

        await ExpositionSerializer.WriteAsync(_registry, ExpositionFormat.Text, output, TestContext.Current.CancellationToken);

        Assert.Contains("# TYPE a_b gauge\na_b 0\n", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain("a_b 7", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    // Legacy names stay distinct in every scheme.
    [Fact]
    public void A_registry_of_legacy_names_compares_nothing()
    {
        var content = new RegistryContent([], new NameReservations(), NameValidation.Legacy);

        Assert.All(Enum.GetValues<NameEscaping>(), escaping => Assert.Null(content.GetEscaped(new() { Escaping = escaping })));
    }

    private static MetricDescriptor Gauge(string name) => new(MetricType.Gauge, name, "");

    private string[] Lines(NameEscaping escaping = NameEscaping.Underscores) => Lines(new CollectionRequest { Escaping = escaping });

    /// <summary>Returns the lines other than those of the counter.</summary>
    private string[] Lines(in CollectionRequest request)
    {
        using var reader = _registry.Read(request);
        var visitor = new RecordingVisitor();
        while (reader.Read(visitor))
        {
        }

        return [.. visitor.Lines.Where(line => !line.StartsWith("metrics_families_left_out_total{", StringComparison.Ordinal))];
    }
}
