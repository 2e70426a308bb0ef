using System.Diagnostics;
using PrometheusMetrics;

namespace Guides;

internal sealed class Checkout
{
    private readonly IMetricFamily<ICounter> _placed;
    private readonly IGauge _waiting;
    private readonly IHistogram _value;
    private readonly ISummary _packing;

    public Checkout(IMetricFactory metrics)
    {
        _placed = metrics.CreateCounter("orders_placed_total", "Orders placed.", "channel");
        _waiting = metrics.CreateGauge("orders_waiting", "Orders that wait to be packed.");
        _value = metrics.CreateHistogram("order_value_euros", "Value of orders.", Buckets.Exponential(10, 2, 8));
        _packing = metrics.CreateSummary(
            "packing_duration_seconds", "Time to pack.", new SummaryOptions { Objectives = [new(0.99, 0.001)] });
    }

    public async Task PlaceAsync(Queue<string> queue)
    {
        _placed.WithLabels("web").Inc();
        _waiting.Set(queue.Count);
        _value.Observe(99.90);
        using (_packing.StartTimer())
        {
            await PackAsync();
        }
    }

    public void Packed(Stopwatch stopwatch)
    {
        _packing.Observe(stopwatch.Elapsed);
    }

    private static Task PackAsync() => Task.CompletedTask;
}
