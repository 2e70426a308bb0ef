namespace PrometheusMetrics.Hosting;

/// <summary>An exporter that was added to the host.</summary>
/// <param name="Name">The name in logs and metrics, and of the schedule's options.</param>
/// <param name="Type">The type of the exporter.</param>
/// <param name="Create">A function that creates the exporter and its schedule when the host starts, or returns null if it is
/// disabled.</param>
internal sealed record ExporterRegistration(string Name, Type Type, Func<IServiceProvider, PeriodicExport?> Create);
