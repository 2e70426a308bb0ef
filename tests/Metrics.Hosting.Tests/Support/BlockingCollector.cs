using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Blocks each call until it is released, and ignores its token.</summary>
internal sealed class BlockingCollector : ICollector, IDisposable
{
    private readonly MetricDescriptor _family = new(MetricType.Gauge, "blocking", "");
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is called.</summary>
    public Task Entered => _entered.Task.InTime();

    /// <summary>The deadline of the last call.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    public IReadOnlyList<MetricDescriptor> Descriptors => [_family];

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        Deadline = request.Deadline;
        _entered.TrySetResult();
        _released.Wait(CancellationToken.None);
        visitor.ReportGauge(_family, 1);
    }

    public void Release() => _released.Set();

    public void Dispose() => _released.Set();
}
