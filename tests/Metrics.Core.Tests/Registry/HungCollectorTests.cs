using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>A collector that does not return costs its own families and one thread.</summary>
// R-013, R-244
public sealed class HungCollectorTests : IDisposable
{
    private const string Hung = "failed BlockingCollector: The collector BlockingCollector did not return within 5 s, so its metrics are "
        + "left out. It is not called again before it returns. Read a slow source in a background service that sets gauges, or raise "
        + "CollectorTimeout.";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly TestTimeProvider _clock = new();
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly BlockingCollector _hung = new();
    private readonly MetricRegistry _registry;

    public HungCollectorTests() => _registry = CreateRegistry(new MetricRegistryOptions());

    public void Dispose()
    {
        _hung.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task The_other_families_are_served_after_the_timeout()
    {
        using var next = new BlockingCollector("next");
        new MetricFactory(_registry).CreateGauge("a", "").Set(1);
        _registry.Register(_hung);
        _registry.Register(next);

        var scrape = Scrape.LinesAsync(_registry);
        _hung.AwaitEntry();
        await HandOverAsync(next);
        Assert.False(scrape.IsCompleted);
        _clock.Advance(Timeout);

        Assert.Equal(["a 1", ErrorLine(1), "next 1"], await scrape.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal([Hung], _diagnostics.Said);
        Assert.IsType<TimeoutException>(_diagnostics.LastFailure);
    }

    [Fact]
    public async Task It_is_entered_once_logged_once_and_counted_in_each_collection_until_it_returns()
    {
        _registry.Register(_hung);
        for (var i = 1; i <= 5; i++)
        {
            var scrape = Scrape.LinesAsync(_registry);
            _clock.Advance(Timeout);
            Assert.Equal([ErrorLine(i)], await scrape.WaitAsync(ParallelRunner.Deadline));
        }

        // Its thread may begin late.
        _hung.AwaitEntry();
        Assert.Equal(1, _hung.Entries);
        Assert.Equal([Hung], _diagnostics.Said);

        // The first of them may get the result of the call that was late, which is no recovery.
        _hung.Release(calls: 10);
        await Scrape.LinesAsync(_registry).WaitAsync(ParallelRunner.Deadline);
        await Scrape.LinesAsync(_registry).WaitAsync(ParallelRunner.Deadline);

        Assert.Equal([Hung, "recovered BlockingCollector"], _diagnostics.Said);
        Assert.Equal(5, _registry.GetSampleValue("metrics_collector_errors_total", ("collector", "BlockingCollector")));
    }

    [Fact]
    public async Task The_success_of_a_call_that_was_late_is_no_recovery()
    {
        _registry.Register(_hung);
        var impatient = Scrape.LinesAsync(_registry, new CollectionRequest { Deadline = _clock.GetUtcNow().AddSeconds(1) });
        var patient = Scrape.LinesAsync(_registry);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([ErrorLine(1)], await impatient.WaitAsync(ParallelRunner.Deadline));

        _hung.Release();

        Assert.Equal(["blocking 1", ErrorLine(1)], await patient.WaitAsync(ParallelRunner.Deadline));
        Assert.Single(_diagnostics.Said);
    }

    [Fact]
    public async Task The_message_says_whose_time_it_was()
    {
        _registry.Register(_hung);

        var scrape = Scrape.LinesAsync(_registry, new CollectionRequest { Deadline = _clock.GetUtcNow().AddSeconds(1.5) });
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        await scrape.WaitAsync(ParallelRunner.Deadline);

        Assert.Equal(
            "The collector BlockingCollector did not return within 1.5 s, the time that this scrape or export leaves, so its metrics are "
            + "left out. It is not called again before it returns. Read a slow source in a background service that sets gauges, or raise "
            + "the timeout of the scrape or export.",
            _diagnostics.LastFailure?.Message);
    }

    [Fact]
    public async Task A_collector_that_is_not_called_in_time_fails_too()
    {
        _registry.Register(_hung);
        _registry.Register(TestCollector.OfGauge("next"));

        var scrape = Scrape.LinesAsync(_registry);
        _hung.AwaitEntry();
        _clock.Advance(Timeout);

        await scrape.WaitAsync(ParallelRunner.Deadline);
        Assert.Equal(
            "The collector TestCollector was not called, because other collectors took the whole time of 5 s. Read a slow source in a "
            + "background service that sets gauges, or raise CollectorTimeout.",
            _diagnostics.LastFailure?.Message);
    }

    [Fact]
    public async Task An_observable_is_held_to_the_same()
    {
        using var released = new ManualResetEventSlim();
        var entries = 0;
        using var observable = new MetricFactory(_registry).CreateObservableGauge("stuck", "", () =>
        {
            released.Wait(CancellationToken.None);
            return ++entries;
        });

        for (var i = 1; i <= 2; i++)
        {
            var scrape = Scrape.LinesAsync(_registry);
            _clock.Advance(Timeout);
            Assert.Equal(
                [$"metrics_collector_errors_total{{collector=\"stuck\"}} {i}"], await scrape.WaitAsync(ParallelRunner.Deadline));
        }

        Assert.StartsWith("failed stuck: The collector stuck did not return", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
        released.Set();
        await Scrape.LinesAsync(_registry).WaitAsync(ParallelRunner.Deadline);
        var lines = await Scrape.LinesAsync(_registry).WaitAsync(ParallelRunner.Deadline);
        Assert.Contains(lines, line => line.StartsWith("stuck ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_FailOnCollectorError_the_collection_fails_after_the_timeout()
    {
        using var registry = CreateRegistry(new MetricRegistryOptions { FailOnCollectorError = true });
        registry.Register(_hung);

        var scrape = Scrape.LinesAsync(registry);
        _clock.Advance(Timeout);
        var refusal = await Assert.ThrowsAsync<CollectionFailedException>(() => scrape.WaitAsync(ParallelRunner.Deadline));

        Assert.IsType<TimeoutException>(refusal.InnerException);
    }

    [Fact]
    public async Task A_reader_that_blocks_waits_until_the_deadline_too()
    {
        _registry.Register(_hung);
        var read = Task.Run(() => _registry.FindSampleValue("blocking"));
        _hung.AwaitEntry();

        // The thread that entered the collector is not the reader's, which may still be about to wait.
        Assert.True(SpinWait.SpinUntil(() => _clock.Timers == 1, ParallelRunner.Deadline));
        Assert.False(read.IsCompleted);
        _clock.Advance(Timeout);

        Assert.Null(await read.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal([Hung], _diagnostics.Said);
    }

    [Fact]
    public async Task Abandoned_collections_leave_no_thread_and_the_hang_is_reported_all_the_same()
    {
        _registry.Register(_hung);
        _registry.Register(TestCollector.OfGauge("other"));
        using var clients = new CancellationTokenSource();

        var abandoned = Enumerable.Range(0, 30)
            .Select(_ => Scrape.LinesAsync(_registry, new CollectionRequest { CancellationToken = clients.Token })).ToList();
        _hung.AwaitEntry();
        await clients.CancelAsync();
        foreach (var scrape in abandoned)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scrape.WaitAsync(ParallelRunner.Deadline));
        }

        // The timer of the one call. Calls of the other collector may just be returning.
        Assert.True(SpinWait.SpinUntil(() => _clock.Timers == 1, ParallelRunner.Deadline));
        _clock.Advance(Timeout);
        Assert.True(SpinWait.SpinUntil(() => _diagnostics.Said is [not null], ParallelRunner.Deadline));
        Assert.Equal([Hung], _diagnostics.Said);
        Assert.Equal(0, _clock.Timers);
        Assert.Equal(1, _hung.Entries);

        using var next = new BlockingCollector("next");
        _registry.Register(next);
        var later = Scrape.LinesAsync(_registry);
        await HandOverAsync(next);
        _clock.Advance(Timeout);
        Assert.Equal([ErrorLine(2), "next 1", "other 1"], await later.WaitAsync(ParallelRunner.Deadline));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_leaves_is_forgotten_although_the_call_goes_on(bool isCancelled)
    {
        _registry.Register(_hung);
        var owner = Scrape.LinesAsync(_registry);
        _hung.AwaitEntry();

        var joined = await JoinAndLeaveAsync(isCancelled);

        // The test goes on where its reader has ended, whose frames would keep it.
        await Task.Yield();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                return !joined.IsAlive;
            },
            ParallelRunner.Deadline));
        Assert.Equal(1, _clock.Timers);
        Assert.False(owner.IsCompleted);
    }

    [Fact]
    public async Task The_hang_of_a_collector_whose_reader_blocked_and_has_left_is_reported_all_the_same()
    {
        using var cancellation = new CancellationTokenSource();
        _registry.Register(_hung);
        var read = Task.Run(() => _registry.Read(new() { CancellationToken = cancellation.Token }));
        _hung.AwaitEntry();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(ParallelRunner.Deadline));

        Assert.True(SpinWait.SpinUntil(() => _clock.Timers == 1, ParallelRunner.Deadline));
        _clock.Advance(Timeout);

        Assert.True(SpinWait.SpinUntil(() => _diagnostics.Said is [not null], ParallelRunner.Deadline));
        Assert.Equal([Hung], _diagnostics.Said);
    }

    [Fact]
    public async Task However_many_readers_have_waited_in_vain_the_success_is_no_recovery()
    {
        _registry.Register(_hung);
        var impatient = Enumerable.Range(1, 2)
            .Select(seconds => Scrape.LinesAsync(
                _registry, new CollectionRequest { Deadline = _clock.GetUtcNow().AddSeconds(seconds) })).ToList();
        var patient = Scrape.LinesAsync(_registry);
        foreach (var scrape in impatient)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await scrape.WaitAsync(ParallelRunner.Deadline);
        }

        _hung.Release();

        await patient.WaitAsync(ParallelRunner.Deadline);
        Assert.Single(_diagnostics.Said);
    }

    [Fact]
    public async Task A_collector_that_has_failed_and_is_unregistered_during_its_next_call_has_not_recovered()
    {
        var calls = 0;
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var collector = new TestCollector([new(MetricType.Gauge, "x", "")], _ =>
        {
            if (++calls == 1)
            {
                throw new InvalidOperationException("broken");
            }

            entered.Set();
            released.Wait(ParallelRunner.Deadline);
        });
        _registry.Register(collector);
        await Scrape.LinesAsync(_registry).WaitAsync(ParallelRunner.Deadline);
        var next = Scrape.LinesAsync(_registry);
        Assert.True(entered.Wait(ParallelRunner.Deadline));

        _registry.Unregister(collector);

        // It may still have the number of errors, which is removed after the call was discarded.
        await next.WaitAsync(ParallelRunner.Deadline);
        Assert.Equal(["failed TestCollector: broken"], _diagnostics.Said);
        released.Set();
    }

    [Fact]
    public async Task Where_little_time_remains_it_is_shared_by_those_that_are_left()
    {
        using var registry = CreateRegistry(new MetricRegistryOptions { CollectorTimeout = TimeSpan.FromSeconds(0.15) });
        registry.Register(_hung);
        registry.Register(TestCollector.OfGauge("next"));

        var scrape = Scrape.LinesAsync(registry);
        _hung.AwaitEntry();

        Assert.Equal(TimeSpan.FromSeconds(0.075), _clock.TimeToNextTimer);
        _hung.Release();
        await scrape.WaitAsync(ParallelRunner.Deadline);
    }

    [Fact]
    public async Task A_collection_whose_reader_has_left_hands_nothing_over_and_waits_for_the_deadline_only()
    {
        using var cancellation = new CancellationTokenSource();
        _registry.Register(_hung);
        _registry.Register(TestCollector.OfGauge("next"));
        var abandoned = Scrape.LinesAsync(_registry, new CollectionRequest { CancellationToken = cancellation.Token });
        _hung.AwaitEntry();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.WaitAsync(ParallelRunner.Deadline));

        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(TimeSpan.FromSeconds(4.9), _clock.TimeToNextTimer);
    }

    // A collector that returned after its rest was handed over must not be followed by the same rest on its own thread.
    [Fact]
    public async Task The_rest_is_called_by_one_thread_only()
    {
        using var released = new ManualResetEventSlim();
        using var second = new BlockingCollector("second");
        using var third = new BlockingCollector("third");
        Thread? thread = null;
        var isReturning = false;
        _registry.Register(new TestCollector([new(MetricType.Gauge, "first", "")], _ =>
        {
            thread = Thread.CurrentThread;
            released.Wait(ParallelRunner.Deadline);
            Volatile.Write(ref isReturning, true);
        }));
        _registry.Register(second);
        _registry.Register(third);
        var scrape = Scrape.LinesAsync(_registry);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref thread) is not null, ParallelRunner.Deadline));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        second.AwaitEntry();

        released.Set();

        // It waits for other work, or has ended.
        Assert.True(SpinWait.SpinUntil(
            () => Volatile.Read(ref isReturning)
                && (thread!.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0,
            ParallelRunner.Deadline));
        Assert.Equal(0, third.Entries);
        second.Release();
        third.Release();
        Assert.Equal(["second 1", "third 1"], await scrape.WaitAsync(ParallelRunner.Deadline));
    }

    [Fact]
    public async Task Each_failure_of_a_collection_whose_reader_has_left_is_reported() =>
        await UnobservedExceptions.AssertNoneAsync<IndexOutOfRangeException>(async () =>
        {
            using var cancellation = new CancellationTokenSource();
            using var other = new BlockingCollector("other");
            _registry.Register(_hung);
            _registry.Register(other);
            var abandoned = Scrape.LinesAsync(_registry, new CollectionRequest { CancellationToken = cancellation.Token });
            _hung.AwaitEntry();
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            other.AwaitEntry();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.WaitAsync(ParallelRunner.Deadline));

            _clock.Advance(Timeout);

            Assert.True(SpinWait.SpinUntil(() => _diagnostics.Said.Count == 2, ParallelRunner.Deadline));
        });

    // Otherwise the last ones would have no time left.
    [Fact]
    public async Task However_many_hang_each_is_called_before_the_deadline()
    {
        BlockingCollector[] all = [.. Enumerable.Range(0, 20).Select(i => new BlockingCollector($"blocking_{i:D2}"))];
        using var registry = CreateRegistry(new MetricRegistryOptions { CollectorTimeout = TimeSpan.FromSeconds(1) });
        Array.ForEach(all, registry.Register);
        var deadline = _clock.GetUtcNow().AddSeconds(1);

        var scrape = Scrape.LinesAsync(registry);
        for (var i = 0; i < all.Length - 1; i++)
        {
            all[i].AwaitEntry();
            _clock.Advance(Assert.NotNull(_clock.TimeToNextTimer));
        }

        all[^1].AwaitEntry();
        Assert.True(_clock.GetUtcNow() < deadline);
        Assert.False(scrape.IsCompleted);
        Array.ForEach(all, collector => collector.Dispose());
        Assert.Equal(all.Length, (await scrape.WaitAsync(ParallelRunner.Deadline)).Length);
    }

    /// <summary>Joins the call in progress, and leaves it, because the reader has gone or its time is over.</summary>
    /// <returns>What only the collection of this reader keeps alive.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> JoinAndLeaveAsync(bool isCancelled)
    {
        var reader = new CancellationTokenSource();
        var scrape = Scrape.LinesAsync(
            _registry, new CollectionRequest { CancellationToken = reader.Token, Deadline = _clock.GetUtcNow().AddSeconds(1) });
        if (isCancelled)
        {
            await reader.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scrape.WaitAsync(ParallelRunner.Deadline));
        }
        else
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await scrape.WaitAsync(ParallelRunner.Deadline);
        }

        return new WeakReference(reader);
    }

    private static string ErrorLine(int count) => $"metrics_collector_errors_total{{collector=\"BlockingCollector\"}} {count}";

    private MetricRegistry CreateRegistry(MetricRegistryOptions options)
    {
        (options.TimeProvider, options.Diagnostics) = (_clock, _diagnostics);
        return new MetricRegistry(options);
    }

    /// <summary>Waits until a collector behind the one that hangs was called, and its call has ended: one that joins the call gets its
    /// result after the collection that has begun it.</summary>
    private async Task HandOverAsync(BlockingCollector next)
    {
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        next.AwaitEntry();
        var joined = Scrape.LinesAsync(_registry, new CollectionRequest { Names = new HashSet<string> { "next" } });
        next.Release();
        Assert.Equal(["next 1"], await joined.WaitAsync(ParallelRunner.Deadline));
    }
}
