using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.Hosting;

/// <summary>A builder for configuring Prometheus metrics, which <c>AddPrometheusMetrics</c> returns.</summary>
public interface IPrometheusMetricsBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}
