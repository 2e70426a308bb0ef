using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Remembers what is known about the endpoints of an application, and the prefixes of the branches that they are mounted
/// in.</summary>
internal sealed class MeasuredEndpoints
{
    // More prefixes than an application has in its code are probably chosen by clients.
    private const int MaxMounts = 32;

    // Collected together with the endpoint: an application may replace its endpoints while it runs.
    private readonly ConditionalWeakTable<Endpoint, MeasuredEndpoint> _endpoints = [];
    private readonly Lock _lock = new();
    private readonly HashSet<string> _mounts = [];
    private ApplicationRoutes? _application;

    public MeasuredEndpoint Get(Endpoint? endpoint) =>
        endpoint is null ? MeasuredEndpoint.None
        : _endpoints.TryGetValue(endpoint, out var known) ? known
        : _endpoints.GetValue(endpoint, static endpoint => new MeasuredEndpoint(endpoint));

    /// <summary>Sets the application whose own routes have no prefix.</summary>
    public void UseApplication(IApplicationBuilder app) => _application = new ApplicationRoutes(app);

    /// <summary>Records that an endpoint was selected after the begin of the path had been moved to the path base. That is a mount, whose
    /// prefix the application chooses, if the endpoint belongs to a branch that has routes of its own. It may also be a path base or the
    /// name of a tenant, which must not be in a label: in front of the application's own routes, or if it varies.</summary>
    public void Mount(Endpoint endpoint, ReadOnlySpan<char> prefix)
    {
        var known = Get(endpoint);
        if (known.IsMountedAt(prefix))
        {
            return;
        }

        var mount = prefix.ToString().ToLowerInvariant();
        lock (_lock)
        {
            known.Mount(known.IsMounted || MayMount(endpoint, known, mount) ? mount : "");
        }
    }

    private bool MayMount(Endpoint endpoint, MeasuredEndpoint known, string mount) =>
        known.HasTemplate
        && _application?.Contains(endpoint) != true
        && (_mounts.Contains(mount) || (_mounts.Count < MaxMounts && _mounts.Add(mount)));
}
