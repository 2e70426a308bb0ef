using Microsoft.AspNetCore.Mvc;

namespace TicketShop;

[ApiController]
[Route("tickets")]
public sealed class TicketsController : ControllerBase
{
    [HttpPost("{channel}")]
    public IActionResult Buy([FromServices] IServiceProvider services, string channel, int euros)
    {
        ShopMetrics.CartsOpened.Inc();
        ShopMetrics.Carts.Inc();
        if (!services.GetRequiredService<Payments>().Pay(euros))
        {
            return StatusCode(StatusCodes.Status402PaymentRequired);
        }

        services.GetRequiredService<Theatre>().Take();
        ShopMetrics.TicketsSold.WithLabels(channel).Inc();
        ShopMetrics.Carts.Dec();
        return Ok();
    }
}
