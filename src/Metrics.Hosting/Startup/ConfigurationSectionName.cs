namespace PrometheusMetrics.Hosting;

/// <summary>The name of a section below <c>Prometheus</c> that another package reads.</summary>
internal sealed record ConfigurationSectionName(string Name);
