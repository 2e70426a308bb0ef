namespace WebApiSample.Orders;

/// <summary>Where an order came from. An enum, because it becomes a label: its values must be few, and not the customer's choice.</summary>
public enum OrderChannel
{
    Web,
    App,
    Phone,
}
