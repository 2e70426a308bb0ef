using System.Collections.Concurrent;

namespace WebApiSample.Orders;

/// <summary>Stores the latest orders in memory.</summary>
public sealed class OrderStore
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<int, Order> _orders = new();
    private int _lastId;

    public Order Add(OrderChannel channel, decimal euros)
    {
        var order = new Order(Interlocked.Increment(ref _lastId), channel, euros);
        _orders[order.Id] = order;
        _orders.TryRemove(order.Id - Capacity, out _);
        return order;
    }

    public Order? Find(int id) => _orders.GetValueOrDefault(id);
}
