using System.Threading.Channels;
using PrometheusMetrics;

namespace WebApiSample.Orders;

/// <summary>The orders that are waiting to be shipped. Its length is read at each scrape.</summary>
public sealed class OrderQueue : IDisposable
{
    private readonly Channel<Order> _waiting = Channel.CreateBounded<Order>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly IDisposable _length;

    public OrderQueue(IMetricFactory metrics) =>
        _length = metrics.CreateObservableGauge(
            "order_queue_length", "Number of orders waiting to be shipped.", () => _waiting.Reader.Count);

    public void Add(Order order) => _waiting.Writer.TryWrite(order);

    public ValueTask<Order> TakeAsync(CancellationToken cancellationToken) => _waiting.Reader.ReadAsync(cancellationToken);

    public void Dispose() => _length.Dispose();
}
