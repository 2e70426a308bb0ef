using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Streaming;

/// <summary>Collectors whose families are sorted among those of the instruments: a scrape records and sorts nothing for them.</summary>
public sealed class StreamingCollectorTests : IDisposable
{
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;
    private readonly Polled _collector = new();

    public StreamingCollectorTests()
    {
        _registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });
        _registry.Register(_collector);
    }

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Its_families_are_sorted_among_the_others_by_ordinal_name()
    {
        new MetricFactory(_registry).CreateGauge("b", "");
        _registry.Register(TestCollector.OfGauge("d"));

        Assert.Equal(
            ["a_total", "b", "c", "d", .. Scrape.SelfMetricFamilies, "z"], Scrape.From(_registry).Families.Select(family => family.Name));
    }

    [Fact]
    public void Values_are_read_once_at_the_beginning_of_each_collection()
    {
        Assert.Equal(0, _collector.Rounds);

        using (var reader = _registry.Read())
        {
            Assert.Equal(1, _collector.Rounds);
            while (reader.Read(new NullVisitor()))
            {
            }
        }

        Assert.Equal(1, _collector.Rounds);
        Assert.Equal(["a_total 2", "c{at=\"1\"} 2", "c{at=\"2\"} 4", "z 2"], Scrape.Lines(_registry));
        Assert.Equal(2, _collector.Rounds);
    }

    [Fact]
    public void A_counter_says_when_counting_began() =>
        Assert.Equal(Polled.Created, Assert.Single(Scrape.From(_registry).Find("a_total")!.Samples).Created);

    [Fact]
    public void Values_are_read_only_where_one_of_the_families_is_wanted()
    {
        _registry.Register(TestCollector.OfGauge("other"));

        Assert.Equal(["other 1"], Read("other"));
        Assert.Equal(0, _collector.Rounds);
        Assert.Equal(["other 1", "z 1"], Read("other", "z"));
        Assert.Equal(["a_total 2"], Read("a"));
    }

    // A missing family means "unknown"; a zero would be a wrong value.
    [Fact]
    public void What_is_not_known_is_left_out()
    {
        _collector.Known = 1;
        Assert.Equal(["a_total", "c", .. Scrape.SelfMetricFamilies], Scrape.From(_registry).Families.Select(family => family.Name));
        Assert.Equal(["a_total 2", "c{at=\"1\"} 2"], Scrape.Lines(_registry));
        Assert.Equal(["c", "a_total"], RecordingVisitor.Of(_collector).Families.Select(family => family.Name));

        _collector.Known = 2;
        Assert.Equal(["a_total 4", "c{at=\"1\"} 4", "c{at=\"2\"} 8", "z 4"], Scrape.Lines(_registry));
    }

    [Fact]
    public void A_failure_costs_its_families_and_nothing_else()
    {
        _registry.Register(TestCollector.OfGauge("fine"));

        _collector.Failure = new InvalidOperationException("broken");
        Assert.Equal(["fine 1", "metrics_collector_errors_total{collector=\"Polled\"} 1"], Scrape.Lines(_registry));
        Assert.Null(Scrape.From(_registry).Find("z"));
        Assert.Equal(["failed Polled: broken"], _diagnostics.Said);

        _collector.Failure = null;
        Assert.Contains("z 1", Scrape.Lines(_registry));
        Assert.Equal(["failed Polled: broken", "recovered Polled"], _diagnostics.Said);
    }

    [Fact]
    public void A_failure_fails_the_collection_on_request()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { FailOnCollectorError = true });
        registry.Register(_collector);
        _collector.Failure = new InvalidOperationException("broken");

        Assert.Same(_collector.Failure, Assert.Throws<CollectionFailedException>(() => registry.Read()).InnerException);
        Assert.Equal(["metrics_collector_errors_total{collector=\"Polled\"} 1"], Lines(registry, "metrics_collector_errors"));
    }

    [Fact]
    public async Task A_collection_that_needs_no_thread_fails_with_its_task()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { FailOnCollectorError = true });
        registry.Register(_collector);
        _collector.Failure = new InvalidOperationException("broken");

        var reading = registry.ReadAsync();

        Assert.Same(
            _collector.Failure, (await Assert.ThrowsAsync<CollectionFailedException>(async () => await reading)).InnerException);
    }

    [Fact]
    public void A_failing_call_has_a_duration_too()
    {
        var clock = new TestTimeProvider();
        using var registry = new MetricRegistry(new MetricRegistryOptions { CollectorDurations = true, TimeProvider = clock });
        registry.Register(_collector);
        _collector.Failure = new InvalidOperationException("broken");
        _collector.OnRead = () => clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("metrics_collector_duration_seconds{collector=\"Polled\"} 2", Scrape.Lines(registry));
    }

    [Fact]
    public void A_cancelled_collection_reads_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.ThrowsAny<OperationCanceledException>(() => _registry.Read(new() { CancellationToken = cancelled }));

        Assert.Equal(0, _collector.Rounds);
        Assert.Empty(_diagnostics.Said);
    }

    [Fact]
    public void A_cancellation_passes_and_is_no_failure()
    {
        using var cancellation = new CancellationTokenSource();
        _collector.Failure = new OperationCanceledException();
        _collector.OnRead = cancellation.Cancel;

        Assert.ThrowsAny<OperationCanceledException>(() => _registry.Read(new() { CancellationToken = cancellation.Token }));

        Assert.Empty(_diagnostics.Said);
    }

    [Fact]
    public void It_may_be_registered_with_several_registries_and_report_to_any_visitor()
    {
        using var other = new MetricRegistry();
        other.Register(_collector);

        Assert.Contains("z 1", Scrape.Lines(_registry));
        Assert.Contains("z 2", Scrape.Lines(other));
        Assert.Equal(3, RecordingVisitor.Of(_collector).Value("z"));
    }

    [Fact]
    public void Its_names_are_taken_until_it_is_unregistered()
    {
        Assert.Throws<InvalidOperationException>(() => _registry.Register(TestCollector.OfGauge("z")));
        _registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "c", "")));
        Assert.Contains("metrics_collector_errors_total{collector=\"TestCollector\"} 1", Scrape.Lines(_registry));

        Assert.True(_registry.Unregister(_collector));

        Assert.Equal(["c 1"], Read("a", "c", "z"));
    }

    [Fact]
    public void A_collection_allocates_for_it_nothing_at_all()
    {
        using var without = new MetricRegistry();

        Assert.Equal(AllocationsOf(without), AllocationsOf(_registry));
    }

    // otherwise the value that was read first might be stored last.
    [Fact]
    public void Collections_read_values_in_turn_so_that_no_counter_goes_backwards()
    {
        var second = new Thread(() => Scrape.From(_registry));
        Scrape.From(_registry);
        _collector.OnRead = () =>
        {
            // The first collection has read its value and not stored it yet.
            _collector.OnRead = null;
            second.Start();
            SpinWait.SpinUntil(
                () => (second.ThreadState & (ThreadState.Stopped | ThreadState.WaitSleepJoin)) != 0, ParallelRunner.Deadline);
        };

        Scrape.From(_registry);
        Assert.True(second.Join(ParallelRunner.Deadline));

        var stored = new RecordingVisitor();
        Assert.All(_collector.Families, family => FamilyReport.Report(family, stored));
        Assert.Equal(3, _collector.Rounds);
        Assert.Equal(3, stored.Value("a_total"));
    }

    private static long AllocationsOf(MetricRegistry registry)
    {
        var nullVisitor = new NullVisitor();
        return Allocations.OfThousandCalls(() =>
        {
            using var reader = registry.Read();
            while (reader.Read(nullVisitor))
            {
            }
        });
    }

    private static string[] Lines(MetricRegistry registry, params string[] names)
    {
        var visitor = new RecordingVisitor();
        using var reader = registry.Read(new() { Names = names.ToHashSet() });
        while (reader.Read(visitor))
        {
        }

        return [.. visitor.Lines];
    }

    private string[] Read(params string[] names) => Lines(_registry, names);

    /// <summary>Reports how often it was refreshed, and twice that number.</summary>
    private sealed class Polled : StreamingCollector
    {
        private readonly PolledFamily _counter = new(new(MetricType.Counter, "a", ""), Created);
        private readonly PolledFamily _labelled = new(new(MetricType.Gauge, "c", "", "at"), created: null, ["1", "2"]);
        private readonly PolledFamily _gauge = new(new(MetricType.Gauge, "z", ""));
        private int _rounds;

        public Polled() => Families = [_gauge, _labelled, _counter];

        public static DateTimeOffset Created { get; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public override IReadOnlyList<IStreamableFamily> Families { get; }

        public int Rounds => _rounds;

        /// <summary>How many values are known; the gauge is the second.</summary>
        public int Known { get; set; } = 2;

        public Action? OnRead { get; set; }

        public Exception? Failure { get; set; }

        protected override void ReadValues(in CollectionRequest request)
        {
            if (Failure is null)
            {
                Interlocked.Increment(ref _rounds);
            }

            double rounds = _rounds;
            OnRead?.Invoke();
            _counter.Set(rounds);
            if (Failure is not null)
            {
                throw Failure;
            }

            ReadOnlySpan<double> values = [rounds, 2 * rounds];
            _labelled.Set(values[..Known]);
            _gauge.Set(Known < 2 ? null : rounds);
        }
    }
}
