namespace PrometheusMetrics;

/// <summary>Keeps a gauge one higher until it is disposed. Made by <see cref="InProgressExtensions.TrackInProgress"/>.</summary>
/// <remarks>Each disposal subtracts once more, so dispose one copy only.</remarks>
/// <threadsafety>It may be made on one thread and disposed on another.</threadsafety>
public readonly struct InProgressTracker : IDisposable, IEquatable<InProgressTracker>
{
    private readonly IGauge? _gauge;

    internal InProgressTracker(IGauge gauge)
    {
        _gauge = gauge;
        gauge.Inc();
    }

    /// <summary>Whether two trackers hold the same gauge.</summary>
    /// <param name="left">One tracker.</param>
    /// <param name="right">The other tracker.</param>
    public static bool operator ==(InProgressTracker left, InProgressTracker right) => left.Equals(right);

    /// <summary>Whether two trackers hold different gauges.</summary>
    /// <param name="left">One tracker.</param>
    /// <param name="right">The other tracker.</param>
    public static bool operator !=(InProgressTracker left, InProgressTracker right) => !left.Equals(right);

    /// <summary>Subtracts the one that was added.</summary>
    public void Dispose() => _gauge?.Dec();

    /// <inheritdoc/>
    public bool Equals(InProgressTracker other) => ReferenceEquals(_gauge, other._gauge);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InProgressTracker other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _gauge?.GetHashCode() ?? 0;
}
