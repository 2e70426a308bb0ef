namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A gateway that an application pushes to, and that a test breaks and mends.</summary>
internal abstract class BreakableGateway : IAsyncDisposable
{
    /// <summary>The address for the application; null if <see cref="WorkingFolder"/> has it.</summary>
    public abstract string? Endpoint { get; }

    /// <summary>The working folder of the application, which may have an <c>appsettings.json</c>; null for its own.</summary>
    public virtual string? WorkingFolder => null;

    /// <summary>Further variables of the application.</summary>
    public virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    /// <summary>The real gateway behind it, while it runs.</summary>
    public abstract PushgatewayServer Gateway { get; }

    public abstract Task BreakAsync();

    public abstract Task MendAsync();

    public abstract ValueTask DisposeAsync();
}
