using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace PrometheusMetrics.AspNetCore;

/// <summary>What the measurement of a request knows about its endpoint, which takes several searches of its metadata to find.</summary>
internal sealed class MeasuredEndpoint
{
    private readonly string _template;
    private volatile string? _mount;

    public MeasuredEndpoint(Endpoint endpoint)
    {
        Endpoint = endpoint;
        Traits = endpoint.Metadata.ReadTraits();
        _template = RouteTemplate.Get(endpoint);
        var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
        Labels = new EndpointLabels(_template, action?.ControllerName ?? "", action?.ActionName ?? "");
    }

    private MeasuredEndpoint()
    {
        _template = "";
        Labels = EndpointLabels.None;
    }

    /// <summary>That of a request for which no endpoint was selected.</summary>
    public static MeasuredEndpoint None { get; } = new();

    public Endpoint? Endpoint { get; }

    public EndpointTraits Traits { get; }

    /// <summary>Its label values. Its route is the template, behind the prefix under which the endpoint is mounted.</summary>
    public EndpointLabels Labels { get; private set; }

    /// <summary>Whether the endpoint has a template, to which a prefix can be added.</summary>
    public bool HasTemplate => _template.StartsWith('/');

    public bool IsMounted => _mount is not null;

    /// <summary>Gets whether a prefix changes nothing: it is that of the endpoint, or ends with it, in any letter case.</summary>
    public bool IsMountedAt(ReadOnlySpan<char> prefix) => _mount is { } mount && prefix.EndsWith(mount, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a prefix under which the endpoint was selected. Of several prefixes only the last segments that they have in common
    /// remain.</summary>
    public void Mount(string prefix)
    {
        var mount = _mount is { } current ? GetCommonEnd(current, prefix) : prefix;
        var route = mount.Length > 0 && _template == "/" ? mount : mount + _template;
        Labels = new EndpointLabels(route, Labels.Controller, Labels.Action);
        _mount = mount;
    }

    private static string GetCommonEnd(string first, string second)
    {
        var length = 0;
        while (length < Math.Min(first.Length, second.Length) && first[^(length + 1)] == second[^(length + 1)])
        {
            length++;
        }

        var segments = first.IndexOf('/', first.Length - length);
        return segments < 0 ? "" : first[segments..];
    }
}
