using PrometheusMetrics.Collection;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>One call of a collector at a time, whose result all collections share that need it.</summary>
public sealed class CollectorCallTests : EngineTest
{
    private static readonly MetricDescriptor Family = new(MetricType.Gauge, "x", "");

    [Fact]
    public async Task A_reader_that_is_cancelled_leaves_at_once_and_the_call_goes_on_for_the_others()
    {
        using var cancellation = new CancellationTokenSource();
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var first = Scrape.LinesAsync(Registry, new CollectionRequest { CancellationToken = cancellation.Token });
        blocking.AwaitEntry();
        var second = Scrape.LinesAsync(Registry);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(ParallelRunner.Deadline));
        Assert.False(blocking.Request.CancellationToken.IsCancellationRequested);
        Assert.False(second.IsCompleted);
        blocking.Release();
        Assert.Equal(["blocking 1"], await second.WaitAsync(ParallelRunner.Deadline));

        // The thread of the collector may still be about to end the first collection.
        Assert.True(SpinWait.SpinUntil(() => Clock.Timers == 0, ParallelRunner.Deadline));
    }

    [Fact]
    public async Task A_reader_that_blocks_can_be_cancelled_too()
    {
        using var cancellation = new CancellationTokenSource();
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var read = Task.Run(() => Registry.Read(new() { CancellationToken = cancellation.Token }));
        blocking.AwaitEntry();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(ParallelRunner.Deadline));
    }

    [Fact]
    public async Task A_collector_that_heeds_its_token_ends_at_the_deadline()
    {
        using var ended = new ManualResetEventSlim();
        var diagnostics = new RecordingDiagnostics();
        using var registry = new MetricRegistry(new MetricRegistryOptions { TimeProvider = Clock, Diagnostics = diagnostics });
        registry.Register(new TestCollector([Family], (_, token) =>
        {
            token.WaitHandle.WaitOne();
            ended.Set();
            token.ThrowIfCancellationRequested();
        }));

        var scrape = Scrape.LinesAsync(registry);
        Clock.Advance(TimeSpan.FromSeconds(5));

        await scrape.WaitAsync(ParallelRunner.Deadline);
        Assert.True(ended.Wait(ParallelRunner.Deadline));
        Assert.Contains("did not return within 5 s", Assert.Single(diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_cancelled_when_the_last_reader_that_waits_for_it_has_reached_its_deadline()
    {
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var first = Scrape.LinesAsync(Registry, new CollectionRequest { Deadline = Clock.GetUtcNow().AddSeconds(1) });
        blocking.AwaitEntry();
        var token = blocking.Request.CancellationToken;
        Clock.Advance(TimeSpan.FromSeconds(0.5));
        var second = Scrape.LinesAsync(Registry);

        Clock.Advance(TimeSpan.FromSeconds(0.5));
        await first.WaitAsync(ParallelRunner.Deadline);
        Assert.False(token.IsCancellationRequested);
        Clock.Advance(TimeSpan.FromSeconds(4.4));
        Assert.False(token.IsCancellationRequested);
        Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(token.IsCancellationRequested);
        await second.WaitAsync(ParallelRunner.Deadline);
    }

    // It runs on a thread of the pool, where an exception would end the process.
    [Fact]
    public async Task A_callback_of_the_token_that_throws_does_no_harm()
    {
        using var entered = new SemaphoreSlim(0);
        using var called = new SemaphoreSlim(0);
        using var ended = new SemaphoreSlim(0);
        Registry.Register(new TestCollector([Family], (_, token) =>
        {
            token.Register(() =>
            {
                called.Release();
                throw new InvalidOperationException();
            });
            entered.Release();
            called.Wait(CancellationToken.None);
            ended.Release();
        }));

        var scrape = Scrape.LinesAsync(Registry);
        Assert.True(await entered.WaitAsync(ParallelRunner.Deadline));
        Clock.Advance(TimeSpan.FromSeconds(5));

        await scrape.WaitAsync(ParallelRunner.Deadline);
        Assert.True(await ended.WaitAsync(ParallelRunner.Deadline));
    }

    [Fact]
    public async Task A_collector_that_is_unregistered_during_its_call_is_not_served()
    {
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        Registry.Register(TestCollector.OfGauge("x"));
        var scrape = Scrape.LinesAsync(Registry);
        blocking.AwaitEntry();
        Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(Registry.Unregister(blocking));

        Assert.Equal(["x 1"], await scrape.WaitAsync(ParallelRunner.Deadline));
        blocking.Release();
        Assert.Equal(["x 1"], Scrape.Lines(Registry));
    }

    // Otherwise the return of the one would be taken for that of the other.
    [Fact]
    public async Task The_end_of_an_unregistered_collector_s_call_is_noticed_once()
    {
        using var discarded = new BlockingCollector("discarded");
        using var other = new BlockingCollector("other");
        Registry.Register(discarded);
        Registry.Register(other);
        var scrape = Scrape.LinesAsync(Registry);
        discarded.AwaitEntry();
        Clock.Advance(TimeSpan.FromSeconds(0.1));
        other.AwaitEntry();
        Registry.Unregister(discarded);

        discarded.Release();
        Registry.Register(discarded);
        var again = Scrape.LinesAsync(Registry);
        discarded.AwaitEntry();

        Assert.False(scrape.IsCompleted);
        other.Release();
        discarded.Release();
        Assert.Equal(["other 1"], await scrape.WaitAsync(ParallelRunner.Deadline));
        await again.WaitAsync(ParallelRunner.Deadline);
    }

    [Fact]
    public async Task A_collector_that_is_registered_again_is_not_entered_before_its_old_call_has_returned()
    {
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var old = Scrape.LinesAsync(Registry);
        blocking.AwaitEntry();
        var waiting = new List<Task<string[]>>();
        for (var i = 0; i < 3; i++)
        {
            Registry.Unregister(blocking);
            Registry.Register(blocking);
            waiting.Add(Scrape.LinesAsync(Registry));
        }

        Assert.Empty(await old.WaitAsync(ParallelRunner.Deadline));
        Assert.Empty(await waiting[0].WaitAsync(ParallelRunner.Deadline));
        Assert.Empty(await waiting[1].WaitAsync(ParallelRunner.Deadline));
        Assert.False(waiting[2].IsCompleted);
        Assert.Equal(1, blocking.Entries);

        var joined = Scrape.LinesAsync(Registry);
        blocking.Release(calls: 2);

        Assert.Equal(["blocking 2"], await waiting[2].WaitAsync(ParallelRunner.Deadline));
        Assert.Equal(["blocking 2"], await joined.WaitAsync(ParallelRunner.Deadline));
        Assert.True(SpinWait.SpinUntil(() => Clock.Timers == 0, ParallelRunner.Deadline));
    }

    [Fact]
    public async Task A_call_that_waited_for_the_return_of_an_older_one_is_cancelled_at_its_deadline_too()
    {
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var old = Scrape.LinesAsync(Registry);
        blocking.AwaitEntry();
        Registry.Unregister(blocking);
        Registry.Register(blocking);
        var scrape = Scrape.LinesAsync(Registry);
        blocking.Release();
        blocking.AwaitEntry();

        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.True(blocking.Request.CancellationToken.IsCancellationRequested);
        await old.WaitAsync(ParallelRunner.Deadline);
        await scrape.WaitAsync(ParallelRunner.Deadline);
    }

    [Fact]
    public async Task A_registry_can_be_disposed_during_a_call()
    {
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var scrape = Scrape.LinesAsync(Registry);
        blocking.AwaitEntry();

        Registry.Dispose();
        var later = Scrape.LinesAsync(Registry);
        blocking.Release();

        Assert.Equal(["blocking 1"], await scrape.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal(["blocking 1"], await later.WaitAsync(ParallelRunner.Deadline));
    }

    [Fact]
    public void A_collector_that_reads_its_own_registry_fails_with_a_reason()
    {
        var diagnostics = new RecordingDiagnostics();
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = diagnostics });
        registry.Register(new TestCollector([Family], visitor => visitor.ReportGauge(Family, registry.GetSampleValue("y"))));

        Scrape.From(registry);

        Assert.Equal(
            "failed TestCollector: The collector TestCollector reads its own registry in Collect(), which would call it again. Read the "
            + "Value of an instrument instead, or request other families only, by CollectionRequest.Names.",
            Assert.Single(diagnostics.Said));
    }

    [Fact]
    public void A_collector_may_read_other_families_of_its_registry()
    {
        Factory.CreateGauge("y", "").Set(2);
        Registry.Register(TestCollector.OfGauge("z"));
        Registry.Register(new TestCollector([Family], visitor =>
        {
            using var reader = Registry.Read(new() { Names = new HashSet<string> { "y", "z" } });
            while (reader.Read(new NullVisitor()))
            {
            }

            visitor.ReportGauge(Family, 1);
        }));

        Assert.Equal(["x 1", "y 2", "z 1"], Scrape.Lines(Registry));
    }

    // A thread of the pool is one that the application's requests need. The context would keep the request of one reader.
    [Fact]
    public void Collectors_run_in_order_on_a_background_thread_outside_the_pool_without_the_context_of_the_reader()
    {
        var local = new AsyncLocal<string> { Value = "of the reader" };
        var seen = new List<(int Collector, Thread Thread, bool IsBackground, bool IsOfPool, string? Local)>();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            Registry.Register(new TestCollector([new(MetricType.Gauge, $"x{i}", "")], _ =>
            {
                var thread = Thread.CurrentThread;
                seen.Add((number, thread, thread.IsBackground, thread.IsThreadPoolThread, local.Value));
            }));
        }

        Scrape.From(Registry);

        var first = seen[0].Thread;
        Assert.Equal([(0, first, true, false, null), (1, first, true, false, null), (2, first, true, false, null)], seen);
    }

    // Kept on the thread, an activity that is never stopped would be the parent of the next one, without end.
    [Fact]
    public void A_collector_leaves_nothing_in_the_context_of_the_next_one()
    {
        var local = new AsyncLocal<string>();
        var seen = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            Registry.Register(new TestCollector([new(MetricType.Gauge, $"x{i}", "")], _ =>
            {
                seen.Add(local.Value);
                local.Value = "of a collector";
            }));
        }

        Scrape.From(Registry);
        Scrape.From(Registry);

        Assert.Equal(new string?[6], seen);
    }

    [Fact]
    public async Task A_registry_without_custom_collectors_needs_neither_a_thread_nor_a_timer_nor_more_memory()
    {
        Factory.CreateCounter("y", "").Inc();

        var reading = Registry.ReadAsync();
        Assert.True(reading.IsCompletedSuccessfully);
        (await reading).Dispose();
        Assert.Equal(0, Clock.Timers);

        var ofReader = Allocations.OfThousandCalls(() => GC.KeepAlive(new RegistryReader([], null)));
        Assert.Equal(ofReader, Allocations.OfThousandCalls(() => GC.KeepAlive(Registry.Read())));
        Assert.Equal(ofReader, Allocations.OfThousandCalls(() => GC.KeepAlive(Complete(Registry.ReadAsync()))));
    }

    // The reader of one of many short collections must not find the result of an earlier one.
    [Fact]
    public void Collections_one_after_the_other_see_current_values()
    {
        var value = 0;
        using var observable = Factory.CreateObservableGauge("x", "", () => Volatile.Read(ref value));

        for (var i = 1; i <= 500; i++)
        {
            Volatile.Write(ref value, i);
            Assert.Equal(i, Registry.GetSampleValue("x"));
        }
    }

    [Fact]
    public void A_collector_is_never_called_twice_at_once_by_many_readers()
    {
        var (inside, most) = (0, 0);
        Registry.Register(new TestCollector([Family], visitor =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            visitor.ReportGauge(Family, 1);
            Interlocked.Decrement(ref inside);
        }));

        ParallelRunner.Do(4, _ =>
        {
            for (var i = 0; i < 250; i++)
            {
                Assert.Equal(["x 1"], Scrape.Lines(Registry));
            }
        });

        Assert.Equal(1, most);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(86_401)]
    public void A_timeout_must_be_positive_and_at_most_a_day(int seconds) => Assert.Contains(
        "CollectorTimeout must be more than zero and at most 1 day",
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new MetricRegistry(new MetricRegistryOptions { CollectorTimeout = TimeSpan.FromSeconds(seconds) })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_time_provider_is_that_of_factories_without_one()
    {
        var gauge = new MetricFactory(Registry).CreateGauge("x", "");

        gauge.SetToCurrentTime();

        Assert.Equal((Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds, gauge.Value);
        Assert.Throws<ArgumentNullException>(() => new MetricRegistry(new MetricRegistryOptions { TimeProvider = null! }));
    }

    private static IMetricReader Complete(ValueTask<IMetricReader> reading) =>
        reading.IsCompletedSuccessfully ? reading.Result : throw new InvalidOperationException("The collection has not begun.");
}
