using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label values of routes: the template of the endpoint, behind the prefix of the branch that it is mounted in.</summary>
internal sealed class RouteLabels
{
    private const string Unmatched = "";

    // More prefixes than an application has in its code are probably chosen by clients.
    private const int MaxMounts = 32;

    // A label is collected together with its endpoint: an application may replace its endpoints while it runs.
    private readonly ConditionalWeakTable<Endpoint, RouteLabel> _labels = [];
    private readonly Lock _lock = new();
    private readonly HashSet<string> _mounts = [];
    private ApplicationRoutes? _application;

    public string Get(Endpoint? endpoint) => endpoint is null ? Unmatched : Find(endpoint).Text;

    /// <summary>Sets the application whose own routes have no prefix.</summary>
    public void UseApplication(IApplicationBuilder app) => _application = new ApplicationRoutes(app);

    /// <summary>Records that an endpoint was selected after the begin of the path had been moved to the path base. That is a mount, whose
    /// prefix the application chooses, if the endpoint belongs to a branch that has routes of its own. It may also be a path base or the
    /// name of a tenant, which must not be in a label: in front of the application's own routes, or if it varies.</summary>
    public void Mount(Endpoint endpoint, ReadOnlySpan<char> prefix)
    {
        var label = Find(endpoint);
        if (label.IsMountedAt(prefix))
        {
            return;
        }

        var mount = prefix.ToString().ToLowerInvariant();
        lock (_lock)
        {
            label.Mount(label.IsMounted || MayMount(endpoint, label, mount) ? mount : "");
        }
    }

    private bool MayMount(Endpoint endpoint, RouteLabel label, string mount) =>
        label.HasTemplate
        && _application?.Contains(endpoint) != true
        && (_mounts.Contains(mount) || (_mounts.Count < MaxMounts && _mounts.Add(mount)));

    private RouteLabel Find(Endpoint endpoint) =>
        _labels.TryGetValue(endpoint, out var label)
            ? label
            : _labels.GetValue(endpoint, static endpoint => new RouteLabel(RouteTemplate.Get(endpoint)));
}
