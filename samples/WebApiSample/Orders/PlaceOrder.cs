using System.ComponentModel.DataAnnotations;

namespace WebApiSample.Orders;

/// <summary>The request to place an order.</summary>
public sealed record PlaceOrder([Required] OrderChannel? Channel, [Range(0.01, 100_000)] decimal Euros);
