using PrometheusMetrics.Collection;
using PrometheusMetrics.PrometheusNet;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

/// <summary>The callbacks of prometheus-net before a collection, and the time that they have.</summary>
public sealed class CollectionTests : BridgeTest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private CancellationToken CancellationToken { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callbacks_run_before_each_collection()
    {
        var gauge = TheirFactory.CreateGauge("depth", "");
        var other = TheirFactory.CreateGauge("width", "");
        Theirs.AddBeforeCollectCallback(() => gauge.Inc());
        Theirs.AddBeforeCollectCallback(async _ =>
        {
            await Task.Yield();
            other.Inc(10);
        });

        Assert.Equal(["depth 1"], await LinesAsync("depth"));
        Assert.Equal(["width 20"], await LinesAsync("width"));
    }

    // prometheus-net writes it to System.Diagnostics.Trace.
    [Fact]
    public async Task A_callback_that_throws_changes_nothing()
    {
        TheirFactory.CreateGauge("depth", "").Set(1);
        Theirs.AddBeforeCollectCallback(() => throw new InvalidOperationException("gone"));
        Theirs.AddBeforeCollectCallback(_ => Task.FromException(new InvalidOperationException("gone")));

        Assert.Equal(["depth 1"], await LinesAsync("depth"));
        Assert.Empty(Log.Said);
    }

    [Fact]
    public async Task Simultaneous_scrapes_share_one_export()
    {
        var calls = 0;
        var arrived = NewSignal();
        var release = NewSignal();
        TheirFactory.CreateGauge("depth", "").Set(1);
        Theirs.AddBeforeCollectCallback(async _ =>
        {
            Interlocked.Increment(ref calls);
            arrived.TrySetResult();
            await release.Task;
        });

        var first = Ours.ReadAsync().AsTask();
        await arrived.Task.WaitAsync(Deadline, CancellationToken);
        var others = Enumerable.Range(0, 5).Select(_ => Ours.ReadAsync().AsTask()).ToList();
        release.SetResult();

        foreach (var reading in others.Prepend(first))
        {
            using var reader = await reading.WaitAsync(Deadline, CancellationToken);
            Assert.Equal((true, false), Reads(reader, "depth", "mine"));
        }

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_callback_that_ignores_the_deadline_costs_the_other_registry_only()
    {
        var calls = 0;
        var arrived = NewSignal();
        var release = NewSignal();
        TheirFactory.CreateGauge("depth", "").Set(1);
        Factory.CreateGauge("mine", "").Set(2);
        Theirs.AddBeforeCollectCallback(async _ =>
        {
            Interlocked.Increment(ref calls);
            arrived.TrySetResult();
            await release.Task;
        });

        var first = Ours.ReadAsync().AsTask();
        await arrived.Task.WaitAsync(Deadline, CancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(6));
        using (var reader = await first.WaitAsync(Deadline, CancellationToken))
        {
            Assert.Equal((false, true), Reads(reader, "depth", "mine"));
        }

        await TimeOutAsync();

        Assert.Equal(1, calls);
        Assert.StartsWith("failed PrometheusNetCollector", Assert.Single(Log.Said), StringComparison.Ordinal);

        // As soon as it has returned, everything is as before.
        release.SetResult();
        while (Ours.FindSampleValue("depth") is null)
        {
            CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        async Task TimeOutAsync()
        {
            var second = Ours.ReadAsync().AsTask();
            while (!second.IsCompleted)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            using var reader = await second;
            Assert.Equal((false, true), Reads(reader, "depth", "mine"));
        }
    }

    [Fact]
    public async Task An_export_that_has_not_ended_is_not_started_again()
    {
        var calls = 0;
        var arrived = NewSignal();
        var release = NewSignal();
        Theirs.AddBeforeCollectCallback(async _ =>
        {
            Interlocked.Increment(ref calls);
            arrived.TrySetResult();
            await release.Task;
        });
        var collector = new PrometheusNetCollector(Theirs);
        using var first = new CancellationTokenSource();
        var collection = Task.Run(() => Collect(first.Token), CancellationToken);
        await arrived.Task.WaitAsync(Deadline, CancellationToken);

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => collection);
        using var second = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => Collect(second.Token));

        Assert.Equal(1, calls);
        release.SetResult();
        Collect(CancellationToken);
        Assert.Equal(2, calls);

        void Collect(CancellationToken cancellationToken) =>
            collector.Collect(new NameVisitor(), new() { CancellationToken = cancellationToken });
    }

    [Fact]
    public async Task A_callback_that_obeys_its_token_is_told_when_the_time_is_over()
    {
        var told = NewSignal();
        var arrived = NewSignal();
        Theirs.AddBeforeCollectCallback(async token =>
        {
            arrived.TrySetResult();
            using var registration = token.Register(told.SetResult);
            await told.Task;
        });

        var reading = Ours.ReadAsync().AsTask();
        await arrived.Task.WaitAsync(Deadline, CancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(6));

        using var reader = await reading.WaitAsync(Deadline, CancellationToken);
        await told.Task.WaitAsync(Deadline, CancellationToken);
        Assert.StartsWith("failed PrometheusNetCollector", Assert.Single(Log.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_visitor_that_throws_ends_the_collection_with_its_exception()
    {
        TheirFactory.CreateGauge("depth", "").Set(1);
        TheirFactory.CreateGauge("width", "").Set(1);
        var collector = new PrometheusNetCollector(Theirs);

        var failure = Assert.Throws<InvalidOperationException>(() => collector.Collect(new BrokenVisitor(), default));
        Assert.Equal("broken", failure.Message);

        // It is not stuck.
        using var registry = new MetricRegistry();
        registry.Register(collector);
        Assert.Equal(1, registry.GetSampleValue("depth"));
    }

    [Fact]
    public void A_visitor_is_required() =>
        Assert.Throws<ArgumentNullException>(() => new PrometheusNetCollector(Theirs).Collect(null!, default));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static (bool First, bool Second) Reads(IMetricReader reader, string first, string second)
    {
        var visitor = new NameVisitor();
        while (reader.Read(visitor))
        {
        }

        return (visitor.Names.Contains(first), visitor.Names.Contains(second));
    }

    private sealed class NameVisitor : MetricVisitor
    {
        public HashSet<string> Names { get; } = [];

        public override void BeginFamily(MetricDescriptor descriptor) => Names.Add(descriptor.Name);
    }

    private sealed class BrokenVisitor : MetricVisitor
    {
        public override void BeginFamily(MetricDescriptor descriptor) => throw new InvalidOperationException("broken");
    }
}
