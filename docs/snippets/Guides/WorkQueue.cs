using System.Collections.Concurrent;
using PrometheusMetrics;

namespace Guides;

internal sealed class WorkQueue : IDisposable
{
    private readonly ConcurrentQueue<string> _items = new();
    private readonly IDisposable _length;

    public WorkQueue(IMetricFactory metrics)
    {
        _length = metrics.CreateObservableGauge("queue_length", "Items that wait.", () => _items.Count);
    }

    public void Dispose() => _length.Dispose();
}
