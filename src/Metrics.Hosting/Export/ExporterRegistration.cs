namespace PrometheusMetrics.Hosting;

/// <summary>An exporter that was added to the host.</summary>
/// <param name="Name">The name under which it is logged and counted, and of its schedule's options.</param>
/// <param name="Type">The class of the exporter.</param>
/// <param name="Create">Creates the exporter and its schedule when the host starts; null if it is off.</param>
internal sealed record ExporterRegistration(string Name, Type Type, Func<IServiceProvider, PeriodicExport?> Create);
