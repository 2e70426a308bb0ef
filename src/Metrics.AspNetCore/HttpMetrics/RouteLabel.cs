namespace PrometheusMetrics.AspNetCore;

/// <summary>The label value of one endpoint.</summary>
internal sealed class RouteLabel
{
    private readonly string _template;
    private volatile string? _mount;

    public RouteLabel(string template) => Text = _template = template;

    /// <summary>The value: the template, behind the prefix under which the endpoint is mounted.</summary>
    public string Text { get; private set; }

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
        Text = mount.Length > 0 && _template == "/" ? mount : mount + _template;
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
