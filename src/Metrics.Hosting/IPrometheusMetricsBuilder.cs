using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.Hosting;

/// <summary>What <c>AddPrometheusMetrics</c> gives, for more to be added to.</summary>
public interface IPrometheusMetricsBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}
