using System.Collections.Concurrent;
using PrometheusMetrics;

namespace Guides;

internal sealed class WorkQueue : IDisposable
{
    private readonly ConcurrentQueue<string> _items = new();
    private readonly ConcurrentQueue<string> _urgent = new();
    private readonly IDisposable _length;
    private readonly IDisposable _lengths;

    public WorkQueue(IMetricFactory metrics)
    {
        _length = metrics.CreateObservableGauge("queue_length", "Items that wait.", () => _items.Count);
        _lengths = metrics.CreateObservableGauge("queue_length_by_priority", "Items that wait, by priority.", ["priority"], report =>
        {
            report(_urgent.Count, "urgent");
            report(_items.Count, "normal");
        });
    }

    public void Add(string item) => _items.Enqueue(item);

    public void Dispose()
    {
        _length.Dispose();
        _lengths.Dispose();
    }
}
