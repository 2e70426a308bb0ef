using PrometheusMetrics;

namespace WebApiSample.Orders;

/// <summary>Ships the orders of the queue, one after the other.</summary>
public sealed class ShippingService(OrderQueue queue, IMetricFactory metrics) : BackgroundService
{
    private readonly ISummary _duration = metrics.CreateSummary(
        "order_shipping_duration_seconds",
        "Time it takes to ship an order.",
        new SummaryOptions { Objectives = [new(0.5, 0.05), new(0.95, 0.01)] });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await queue.TakeAsync(stoppingToken);
            using var timer = _duration.StartTimer();
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 400)), stoppingToken);
        }
    }
}
