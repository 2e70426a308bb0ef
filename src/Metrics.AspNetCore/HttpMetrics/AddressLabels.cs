using System.Collections.Concurrent;
using System.Globalization;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label values of the address that a request was sent to.</summary>
internal static class AddressLabels
{
    // One for each port that the process listens on.
    private static readonly ConcurrentDictionary<int, string> Ports = new();

    // A request that is rejected, such as by host filtering, has no endpoint, and would add a value of the client's choice.
    public static string GetHost(in RequestResult result) =>
        result.Endpoint.Endpoint is null ? "" : result.Context.Request.Host.Host.ToLowerInvariant();

    public static string GetPort(in RequestResult result) =>
        result.Context.Connection.LocalPort is > 0 and var port
            ? Ports.GetOrAdd(port, static port => port.ToString(CultureInfo.InvariantCulture))
            : "";
}
