namespace PrometheusMetrics.Hosting;

/// <summary>A section below <c>Prometheus</c> that another package reads.</summary>
internal sealed record ConfigurationSectionName(string Name);
