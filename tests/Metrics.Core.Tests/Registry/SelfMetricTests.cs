using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>The self metrics of a registry are ordinary instruments, and end with the collectors that they describe.</summary>
public sealed class SelfMetricTests : IDisposable
{
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly TestTimeProvider _clock = new();
    private MetricRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Failing_observables_that_come_and_go_leave_no_series_and_no_memory()
    {
        var factory = new MetricFactory(_registry);
        var targets = new List<WeakReference>();
        for (var i = 0; i < 100; i++)
        {
            ComeAndGo(factory, _registry, i, targets);
        }

        Assert.Empty(Scrape.Lines(_registry));

        // The thread that has called the last of them may still be about to wait for others, and a timer of an earlier call about to run.
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return targets.Count(target => target.IsAlive) <= 100;
            },
            ParallelRunner.Deadline));
        Assert.Equal(10_000, targets.Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ComeAndGo(MetricFactory factory, MetricRegistry registry, int round, List<WeakReference> targets)
        {
            var observables = new List<IDisposable>();
            for (var i = 0; i < 100; i++)
            {
                var failure = new InvalidOperationException();
                targets.Add(new WeakReference(failure));
                observables.Add(factory.CreateObservableGauge($"o_{round}_{i}", "", () => throw failure));
            }

            Assert.Equal(100, Scrape.Lines(registry).Length);
            observables.ForEach(observable => observable.Dispose());
        }
    }

    [Fact]
    public void Collectors_of_one_name_share_a_series_until_all_of_them_are_gone()
    {
        var first = new TestCollector([], (MetricVisitor _) => throw new InvalidOperationException());
        var second = new TestCollector([], (MetricVisitor _) => throw new InvalidOperationException());
        _registry.Register(first);
        _registry.Register(second);
        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 2"], Scrape.Lines(_registry));

        _registry.Unregister(first);
        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 3"], Scrape.Lines(_registry));

        _registry.Unregister(second);
        Assert.Empty(Scrape.Lines(_registry));
        _registry.Register(first);
        Assert.Equal(["metrics_collector_errors_total{collector=\"TestCollector\"} 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void They_obey_the_series_limit()
    {
        Limit(2);
        for (var i = 0; i < 5; i++)
        {
            _registry.Register(new FailingCollector($"c{i}"));
        }

        Assert.Equal(
            [
                "metrics_collector_errors_total{collector=\"c0\"} 1",
                "metrics_collector_errors_total{collector=\"c1\"} 1",
                "metrics_collector_errors_total{collector=\"_overflow\"} 3",
                "metrics_series_overflow_total{family=\"metrics_collector_errors_total\"} 3",
            ],
            Scrape.Lines(_registry));
        Assert.Contains("limit metrics_collector_errors_total: 2", _diagnostics.Said);
    }

    // Otherwise the overflow of the metric that counts overflows would count itself for ever.
    [Fact]
    public void The_metric_that_counts_overflows_may_overflow_itself()
    {
        Limit(1);
        var factory = new MetricFactory(_registry);
        foreach (var name in new[] { "a", "b", "c" })
        {
            var family = factory.CreateGauge(name, "", "label");
            family.WithLabels("1").Set(1);
            family.WithLabels("2").Set(1);
        }

        Assert.Equal(
            ["metrics_series_overflow_total{family=\"a\"} 1", "metrics_series_overflow_total{family=\"_overflow\"} 2"],
            Scrape.Lines(_registry).Where(line => line.StartsWith("metrics_", StringComparison.Ordinal)));
        Assert.Equal(["limit a: 1", "limit metrics_series_overflow_total: 1", "limit b: 1", "limit c: 1"], _diagnostics.Said);
    }

    //
    [Fact]
    public void They_can_be_neither_unregistered_nor_created_again()
    {
        var families = SelfMetrics(_registry).Collectors;

        Assert.Equal(6, families.Count);
        Assert.All(families, family => Assert.False(_registry.Unregister(family)));
        Assert.All(families.Cast<IStreamableFamily>(), family => Assert.Contains(
            "a self metric of the registry",
            Assert.Throws<InvalidOperationException>(() => new MetricFactory(_registry).CreateCounter(
                family.Descriptor.Name,
                family.Descriptor.Help,
                family.Descriptor.LabelNames,
                new CounterOptions { Exemplars = new ExemplarOptions { FromActivity = false } })).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void The_duration_of_the_last_call_is_shown_where_it_is_wanted()
    {
        _registry = new MetricRegistry(new MetricRegistryOptions { CollectorDurations = true, TimeProvider = _clock });
        var duration = TimeSpan.FromSeconds(0.05);
        var collector = new TestCollector([], _ => _clock.Advance(duration));
        _registry.Register(collector);

        Assert.Equal(["metrics_collector_duration_seconds{collector=\"TestCollector\"} 0.05"], Scrape.Lines(_registry));
        Assert.Equal(
            [
                "# TYPE metrics_collector_duration_seconds gauge",
                "# UNIT metrics_collector_duration_seconds seconds",
                "# HELP metrics_collector_duration_seconds Duration of the last call of a collector.",
            ],
            Scrape.Lines(_registry, ExpositionFormat.OpenMetrics).Where(
                line => line.Contains(" metrics_collector_duration_seconds", StringComparison.Ordinal)));
        duration = TimeSpan.FromSeconds(0.025);
        Assert.Equal(["metrics_collector_duration_seconds{collector=\"TestCollector\"} 0.025"], Scrape.Lines(_registry));
        _registry.Unregister(collector);
        Assert.Empty(Scrape.Lines(_registry));
    }

    [Fact]
    public void A_collector_that_fails_and_a_streaming_one_have_a_duration_too()
    {
        _registry = new MetricRegistry(new MetricRegistryOptions { CollectorDurations = true, TimeProvider = _clock });
        _registry.Register(new FailingCollector("failing"));
        _registry.AddProcessMetrics();

        Assert.Equal(
            [
                "metrics_collector_duration_seconds{collector=\"ProcessCollector\"} 0",
                "metrics_collector_duration_seconds{collector=\"failing\"} 0",
            ],
            Scrape.Lines(_registry).Where(line => line.StartsWith("metrics_collector_duration", StringComparison.Ordinal)));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_selfMetrics")]
    private static extern ref RegistryMetrics SelfMetrics(MetricRegistry registry);

    private void Limit(int series) =>
        _registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = series, Diagnostics = _diagnostics });

    private sealed class FailingCollector(string name) : ICollector, INamedCollector
    {
        public string Name => name;

        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => throw new InvalidOperationException();
    }
}
