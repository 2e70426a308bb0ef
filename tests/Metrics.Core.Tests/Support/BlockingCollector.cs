using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Blocks each call until it is released, ignores its token, and then reports the number of the call.</summary>
internal sealed class BlockingCollector : ICollector, IDisposable
{
    private readonly MetricDescriptor _family;
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _released = new(0);
    private int _entries;

    public BlockingCollector(string name = "blocking") => _family = new MetricDescriptor(MetricType.Gauge, name, "");

    public IReadOnlyList<MetricDescriptor> Descriptors => [_family];

    /// <summary>The number of calls.</summary>
    public int Entries => Volatile.Read(ref _entries);

    /// <summary>The request of the last call.</summary>
    public CollectionRequest Request { get; private set; }

    /// <summary>Waits for the next call.</summary>
    public void AwaitEntry() => Assert.True(_entered.Wait(ParallelRunner.Deadline));

    public void Release(int calls = 1) => _released.Release(calls);

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        var number = Interlocked.Increment(ref _entries);
        Request = request;
        _entered.Release();
        Assert.True(_released.Wait(ParallelRunner.Deadline));
        visitor.ReportGauge(_family, number);
    }

    // The semaphores remain usable: a thread of a registry may be about to leave them.
    public void Dispose() => Release(1000);
}
