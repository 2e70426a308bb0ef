using Microsoft.AspNetCore.Mvc;
using PrometheusMetrics;

namespace WebApiSample.Orders;

[ApiController]
[Route("api/orders")]
public sealed class OrdersController : ControllerBase
{
    private readonly OrderStore _store;
    private readonly OrderQueue _queue;
    private readonly IMetricFamily<ICounter, OrderChannel> _placed;
    private readonly IHistogram _value;

    // A controller is created for each request. The factory then returns the existing instruments, which takes no lock.
    public OrdersController(OrderStore store, OrderQueue queue, IMetricFactory metrics)
    {
        _store = store;
        _queue = queue;
        _placed = metrics.CreateCounter<OrderChannel>("orders_placed_total", "Orders placed.", "channel");
        _value = metrics.CreateHistogram("order_value_euros", "Value of the orders placed, in euros.", OrderValue);
    }

    private static HistogramOptions OrderValue { get; } = new() { Buckets = [10, 25, 50, 100, 250, 500, 1000] };

    [HttpPost]
    public ActionResult<Order> Place(PlaceOrder request)
    {
        var order = _store.Add(request.Channel!.Value, request.Euros);
        _queue.Add(order);
        _placed.WithLabels(order.Channel).Inc();
        _value.Observe((double)order.Euros);
        return CreatedAtAction(nameof(Find), new { id = order.Id }, order);
    }

    [HttpGet("{id}")]
    public ActionResult<Order> Find(int id) => _store.Find(id) is { } order ? order : NotFound();
}
