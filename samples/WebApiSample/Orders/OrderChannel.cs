namespace WebApiSample.Orders;

/// <summary>The channel of an order. An enum, because it is used as a label: a label must have few values, and clients must not be able to
/// add others.</summary>
public enum OrderChannel
{
    Web,
    App,
    Phone,
}
