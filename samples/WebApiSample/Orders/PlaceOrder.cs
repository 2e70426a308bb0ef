using System.ComponentModel.DataAnnotations;

namespace WebApiSample.Orders;

/// <summary>What a customer sends.</summary>
public sealed record PlaceOrder([Required] OrderChannel? Channel, [Range(0.01, 100_000)] decimal Euros);
