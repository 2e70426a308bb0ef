using Microsoft.Extensions.Diagnostics.HealthChecks;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add a health check of the pushes.</summary>
public static class PushgatewayHealthChecksBuilderExtensions
{
    /// <summary>Adds a health check that fails when several pushes to a gateway have failed in a row. It checks all gateways of the host,
    /// sends nothing, and has the time of each one's last success as data.</summary>
    /// <param name="builder">The builder, which <c>services.AddHealthChecks()</c> returns.</param>
    /// <param name="name">The name of the health check.</param>
    /// <param name="failureThreshold">The number of consecutive failures from which the check fails; 1 or more.</param>
    /// <param name="failureStatus">The status in that case. An application that works without its pushes should stay in service, so it is
    /// degraded by default.</param>
    /// <param name="tags">The tags of the health check, or null for none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is less than 1.</exception>
    public static IHealthChecksBuilder AddPushgateway(
        this IHealthChecksBuilder builder,
        string name = "pushgateway",
        int failureThreshold = 3,
        HealthStatus failureStatus = HealthStatus.Degraded,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(failureThreshold, 1);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new PushgatewayHealthCheck(
                provider.GetService<Pushgateways>()
                    ?? throw new InvalidOperationException("The health check of the pushes needs AddPrometheusMetrics(): call it."),
                failureThreshold),
            failureStatus,
            tags));
    }
}
