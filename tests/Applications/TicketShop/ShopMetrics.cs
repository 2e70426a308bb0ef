using PrometheusMetrics;

namespace TicketShop;

/// <summary>The names are those that the dashboards have queried for years.</summary>
internal static class ShopMetrics
{
    public static readonly MetricRegistry Registry = new(new MetricRegistryOptions { KeepCounterNames = true });

    private static readonly MetricFactory Factory = new(Registry);

    public static readonly IMetricFamily<ICounter> TicketsSold = Factory.CreateCounter("shop_tickets_sold", "Tickets sold.", "channel");

    public static readonly IGauge Carts = Factory.CreateGauge("shop_carts", "Carts that are open.");

    public static readonly ICounter CartsOpened = Factory.CreateCounter("shop_carts_total", "Carts that were opened.");

    public static readonly IMetricFamily<IGauge> FreeSeats = Factory.CreateGauge("shop_free_seats", "Seats that are free.", "hall");
}
