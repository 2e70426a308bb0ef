using PrometheusMetrics.Hosting;

namespace TicketShop;

internal sealed class SeatRefresher(Theatre theatre) : IMetricRefresher
{
    public async ValueTask RefreshAsync(CancellationToken cancellationToken) =>
        ShopMetrics.FreeSeats.WithLabels("main").Set(await theatre.CountFreeSeatsAsync(cancellationToken));
}
