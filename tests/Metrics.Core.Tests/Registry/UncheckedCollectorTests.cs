using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Collectors without descriptors: their names are compared at the scrape.</summary>
public sealed class UncheckedCollectorTests : IDisposable
{
    private const string ErrorLine = "metrics_collector_errors_total{collector=\"TestCollector\"} 1";

    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;

    public UncheckedCollectorTests() => _registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void They_may_report_any_family()
    {
        _registry.Register(TestCollector.Unchecked(Gauge("b"), Gauge("a")));
        _registry.Register(TestCollector.Unchecked(Gauge("c")));

        Assert.Equal(["a 1", "b 1", "c 1"], Scrape.Lines(_registry));
        Assert.Equal(Scrape.Lines(_registry), Scrape.Lines(_registry));
    }

    [Fact]
    public void A_registered_name_is_taken()
    {
        _registry.Register(TestCollector.Unchecked(Gauge("fine"), Gauge("taken_total")));
        new MetricFactory(_registry).CreateCounter("taken", "");

        Assert.Equal([ErrorLine, "taken_total 0"], Scrape.Lines(_registry));
        Assert.Contains(
            "'taken_total' belongs to 'counter taken_total' already", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // Also where the registered collector reports nothing at the moment: otherwise the owner of the name would alternate.
    [Fact]
    public void A_declared_name_is_taken_whether_it_is_reported_or_not()
    {
        _registry.Register(new TestCollector([Gauge("x")]));
        _registry.Register(TestCollector.Unchecked(Gauge("x")));

        Assert.Equal([ErrorLine], Scrape.Lines(_registry));
    }

    // A collection keeps the names that it began with, so that no family comes twice.
    [Fact]
    public void A_name_that_becomes_free_during_a_collection_is_taken_until_the_next_one()
    {
        var registered = TestCollector.OfGauge("x", 5);
        _registry.Register(registered);
        _registry.Register(new TestCollector([], visitor =>
        {
            _registry.Unregister(registered);
            visitor.ReportGauge(Gauge("x"), 1);
        }));

        Assert.Equal([ErrorLine, "x 5"], Scrape.Lines(_registry));
        Assert.Equal([ErrorLine, "x 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void The_first_of_two_wins()
    {
        _registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "x", "First.")));
        _registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "x", "Second.")));

        Assert.Equal([ErrorLine, "x 1"], Scrape.Lines(_registry));
        Assert.Equal("First.", Scrape.From(_registry).Find("x")!.Help);
    }

    //
    [Fact]
    public void They_clash_through_suffixes()
    {
        var histogram = new MetricDescriptor(MetricType.Histogram, "x", "");
        _registry.Register(new TestCollector([], visitor =>
        {
            visitor.BeginFamily(histogram);
            visitor.EndFamily();
        }));
        _registry.Register(TestCollector.Unchecked(Gauge("x_bucket")));

        Assert.Equal([ErrorLine], Scrape.Lines(_registry));
        Assert.Contains("'x_bucket' belongs to 'histogram x'", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void One_clashes_with_itself_through_suffixes()
    {
        var summary = new MetricDescriptor(MetricType.Summary, "x", "");
        _registry.Register(new TestCollector([], visitor =>
        {
            foreach (var family in new[] { summary, Gauge("x_count") })
            {
                visitor.BeginFamily(family);
                visitor.EndFamily();
            }
        }));

        Scrape.From(_registry);

        Assert.Contains("'x_count' belongs to 'summary x'", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // A family that is left out reserves no name.
    [Fact]
    public void A_family_that_is_left_out_reserves_no_name()
    {
        new MetricFactory(_registry).CreateGauge("taken", "");
        _registry.Register(TestCollector.Unchecked(Gauge("x"), Gauge("taken")));
        _registry.Register(TestCollector.Unchecked(Gauge("x")));

        Assert.Equal([ErrorLine, "taken 0", "x 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void A_name_is_free_again_at_the_next_scrape()
    {
        var names = new Queue<string>(["x", "y"]);
        _registry.Register(new TestCollector([], visitor =>
        {
            visitor.BeginFamily(Gauge(names.Dequeue()));
            visitor.EndFamily();
        }));
        _registry.Register(TestCollector.Unchecked(Gauge("x")));

        Assert.Equal([ErrorLine], Scrape.Lines(_registry));
        Assert.Equal([ErrorLine, "x 1"], Scrape.Lines(_registry));
        Assert.Equal("recovered TestCollector", _diagnostics.Said[^1]);
    }

    private static MetricDescriptor Gauge(string name) => new(MetricType.Gauge, name, "");
}
