using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PrometheusMetrics.Hosting;

/// <summary>Reports the gateways to which pushes fail again and again. The worst one counts.</summary>
internal sealed class PushgatewayHealthCheck(Pushgateways gateways, int failureThreshold) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var states = gateways.All.Where(gateway => gateway.IsOn)
            .Select(gateway => (Name: gateway.ShownName, gateway.Export.Status))
            .ToList();
        Dictionary<string, object> data = [];
        foreach (var (name, status) in states)
        {
            data[$"{name}:LastSuccess"] = Show(status.LastSuccess);
            data[$"{name}:ConsecutiveFailures"] = status.ConsecutiveFailures;
        }

        var failing = states.Where(state => state.Status.ConsecutiveFailures >= failureThreshold).ToList();
        var result = failing.Count == 0
            ? HealthCheckResult.Healthy(states.Count == 0 ? "No Pushgateway has an endpoint." : "Pushes work.", data)
            : new(
                context.Registration.FailureStatus,
                string.Join(" ", failing.Select(state => Describe(state.Name, state.Status))),
                exception: null,
                data);
        return Task.FromResult(result);
    }

    private static string Describe(string name, ExportStatus status) =>
        $"The last {status.ConsecutiveFailures} pushes to '{name}' failed. Last success: {Show(status.LastSuccess)}. {status.LastFailure}";

    private static string Show(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "none";
}
