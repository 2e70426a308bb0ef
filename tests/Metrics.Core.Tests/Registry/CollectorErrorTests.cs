using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>A collector that fails loses its own families and nothing else.</summary>
//
public sealed class CollectorErrorTests : IDisposable
{
    private static readonly MetricDescriptor X = new(MetricType.Gauge, "x", "", "a");
    private static readonly MetricDescriptor Y = new(MetricType.Gauge, "y", "");

    // A collector has time, however slow the machine is.
    private readonly TestTimeProvider _clock = new();
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;
    private Exception? _failure;

    public CollectorErrorTests() => _registry = new MetricRegistry(
        new MetricRegistryOptions { TimeProvider = _clock, Diagnostics = _diagnostics });

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Its_families_are_left_out_whole_and_the_error_shows_in_the_same_scrape()
    {
        new MetricFactory(_registry).CreateCounter("engine", "").Inc();
        _registry.Register(TestCollector.OfGauge("before"));
        _registry.Register(Failing());
        _registry.Register(TestCollector.OfGauge("z_after"));

        _failure = new InvalidOperationException();
        var scrape = Scrape.From(_registry);

        Assert.Equal(
            ["before 1", "engine_total 1", "metrics_collector_errors_total{collector=\"TestCollector\"} 1", "z_after 1"], scrape.Lines);
        Assert.Null(scrape.Find("x"));
        Assert.Null(scrape.Find("y"));
    }

    [Fact]
    public void Every_failure_is_counted_and_listeners_are_notified_of_changes_only()
    {
        _registry.Register(Failing());
        Scrape.From(_registry);
        Assert.Empty(_diagnostics.Said);

        _failure = new InvalidOperationException("first");
        Scrape.From(_registry);
        _failure = new InvalidOperationException("second");
        Scrape.From(_registry);
        Assert.Equal(["failed TestCollector: first"], _diagnostics.Said);

        _failure = null;
        Assert.Equal(2, Errors());
        Scrape.From(_registry);
        Assert.Equal(["failed TestCollector: first", "recovered TestCollector"], _diagnostics.Said);

        _failure = new InvalidOperationException("third");
        Scrape.From(_registry);
        Assert.Equal("failed TestCollector: third", _diagnostics.Said[^1]);
        Assert.Same(_failure, _diagnostics.LastFailure);
        _failure = null;
        Assert.Equal(3, Errors());
    }

    [Fact]
    public void It_comes_back_whole()
    {
        _registry.Register(Failing());
        _failure = new InvalidOperationException();
        Scrape.From(_registry);
        _failure = null;

        Assert.Equal(
            ["metrics_collector_errors_total{collector=\"TestCollector\"} 1", "x{a=\"1\"} 1", "x{a=\"2\"} 2", "x{a=\"3\"} 3", "y 4"],
            Scrape.Lines(_registry));
    }

    [Fact]
    public void Without_diagnostics_the_errors_are_counted_all_the_same()
    {
        using var registry = new MetricRegistry();
        registry.Register(Failing());
        _failure = new InvalidOperationException();

        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 1"], Scrape.Lines(registry));
    }

    [Fact]
    public void Each_registry_counts_its_own_errors()
    {
        using var other = new MetricRegistry();
        var collector = Failing();
        _registry.Register(collector);
        other.Register(collector);
        _failure = new InvalidOperationException();

        Scrape.From(_registry);
        Scrape.From(_registry);

        Assert.Equal(1, other.GetSampleValue("metrics_collector_errors_total", ("collector", "TestCollector")));
        Assert.Equal(3, Errors());
    }

    [Fact]
    public void With_FailOnCollectorError_the_collection_throws()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { FailOnCollectorError = true, Diagnostics = _diagnostics });
        registry.Register(TestCollector.OfGauge("fine"));
        registry.Register(Failing());
        Assert.NotEmpty(Scrape.Lines(registry));

        _failure = new InvalidOperationException("secret");
        var refusal = Assert.Throws<CollectionFailedException>(() => registry.Read());

        Assert.Contains("TestCollector failed", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.Same(_failure, refusal.InnerException);
        Assert.Throws<CollectionFailedException>(() => registry.GetSampleValue("fine"));
        Assert.Equal(["failed TestCollector: secret"], _diagnostics.Said);
        _failure = null;
        Assert.Equal(2, registry.GetSampleValue("metrics_collector_errors_total", ("collector", "TestCollector")));
    }

    [Fact]
    public void A_cancellation_passes_and_is_no_failure()
    {
        using var cancellation = new CancellationTokenSource();
        var asked = 0;
        _registry.Register(new TestCollector([Y], (_, token) =>
        {
            asked++;
            cancellation.Cancel();
            token.ThrowIfCancellationRequested();
        }));
        _registry.Register(new TestCollector([X], (_, _) => asked++));

        Assert.ThrowsAny<OperationCanceledException>(() => _registry.Read(new() { CancellationToken = cancellation.Token }));

        Assert.Equal(1, asked);
        Assert.Empty(_diagnostics.Said);
    }

    [Fact]
    public void A_cancelled_collection_calls_no_collector()
    {
        var asked = 0;
        _registry.Register(new TestCollector([Y], (_, _) => asked++));

        Assert.ThrowsAny<OperationCanceledException>(
            () => _registry.Read(new() { CancellationToken = new CancellationToken(canceled: true) }));

        Assert.Equal(0, asked);
    }

    // A time-out inside the collector, for example.
    [Fact]
    public void A_cancellation_that_was_not_requested_is_a_failure()
    {
        _registry.Register(Failing());
        _failure = new OperationCanceledException("timed out");

        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 1"], Scrape.Lines(_registry));
        Assert.Equal(["failed TestCollector: timed out"], _diagnostics.Said);
    }

    private TestCollector Failing() => new([X, Y], visitor =>
    {
        visitor.BeginFamily(X);
        visitor.Gauge(X.Labels("1"), new GaugeSample(1));
        visitor.Gauge(X.Labels("2"), new GaugeSample(2));
        if (_failure is not null)
        {
            throw _failure;
        }

        visitor.Gauge(X.Labels("3"), new GaugeSample(3));
        visitor.EndFamily();
        visitor.BeginFamily(Y);
        visitor.Gauge(LabelSet.Empty, new GaugeSample(4));
        visitor.EndFamily();
    });

    private double? Errors() => _registry.FindSampleValue("metrics_collector_errors_total", ("collector", "TestCollector"));
}
