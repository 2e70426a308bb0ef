namespace PrometheusMetrics.Hosting;

/// <summary>A refresher that was added to the host.</summary>
/// <param name="Name">The name in logs and in the label <c>refresher</c>.</param>
/// <param name="AtMost">The maximum time that a collection waits for it.</param>
/// <param name="Origin">The type or delegate that was added.</param>
/// <param name="Refresh">Calls it.</param>
internal sealed record RefresherRegistration(
    string Name, TimeSpan AtMost, object Origin, Func<IServiceProvider, CancellationToken, ValueTask> Refresh)
{
    /// <summary>Creates what is called, so that its mistakes are known at start.</summary>
    public Action<IServiceProvider>? Create { get; init; }
}
