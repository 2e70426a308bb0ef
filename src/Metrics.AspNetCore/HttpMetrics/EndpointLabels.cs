namespace PrometheusMetrics.AspNetCore;

/// <summary>The label values that tell the endpoint of a request. They keep no endpoint alive, and the same values of two endpoints are
/// equal.</summary>
internal sealed class EndpointLabels : IEquatable<EndpointLabels>
{
    // Computed once, because each request needs it.
    private readonly int _hash;

    public EndpointLabels(string route, string controller, string action)
    {
        Route = route;
        Controller = controller;
        Action = action;
        _hash = HashCode.Combine(route, controller, action);
    }

    /// <summary>Those of a request for which no endpoint was selected.</summary>
    public static EndpointLabels None { get; } = new("", "", "");

    /// <summary>The template of its route, behind the prefix under which it is mounted.</summary>
    public string Route { get; }

    /// <summary>The name of its controller, as it is declared, not as a client writes it; empty if it is no action.</summary>
    public string Controller { get; }

    /// <summary>The name of its action, as it is declared; empty if it is no action.</summary>
    public string Action { get; }

    public bool Equals(EndpointLabels? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Route == other.Route && Controller == other.Controller && Action == other.Action);

    public override bool Equals(object? obj) => Equals(obj as EndpointLabels);

    public override int GetHashCode() => _hash;
}
