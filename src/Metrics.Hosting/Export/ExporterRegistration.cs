namespace PrometheusMetrics.Hosting;

/// <summary>An exporter, or several of one kind, that was added to the host.</summary>
/// <param name="Name">The name in logs and metrics, and of the schedule's options.</param>
/// <param name="Type">The type of the exporter.</param>
/// <param name="Create">A function that creates the exporters and their schedules; none if it is disabled.</param>
internal sealed record ExporterRegistration(string Name, Type Type, Func<IServiceProvider, IEnumerable<PeriodicExport>> Create)
{
    /// <summary>A function that returns a check of the options: whether an exporter is enabled. The check itself uses no service provider,
    /// because it runs when the provider has been disposed.</summary>
    public Func<IServiceProvider, Func<bool>> PrepareCheck { get; init; } = static _ => static () => false;

    /// <summary>The function of the application that creates the exporter, or null.</summary>
    public Delegate? Factory { get; init; }
}
