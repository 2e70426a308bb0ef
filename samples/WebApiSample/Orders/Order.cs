namespace WebApiSample.Orders;

public sealed record Order(int Id, OrderChannel Channel, decimal Euros);
