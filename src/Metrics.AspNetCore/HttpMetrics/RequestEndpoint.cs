using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Records which endpoint was selected for a request itself, not for an error page that answers in its place.</summary>
internal struct RequestEndpoint
{
    private string _path;
    private string _selectedPath;
    private bool _wasReset;
    private bool _isFinal;

    /// <summary>The endpoint that was selected for the request itself, or null if there was none. It is certain after
    /// <see cref="Complete"/>.</summary>
    public Endpoint? Original { get; private set; }

    /// <summary>Begins with what was selected before the measurement began.</summary>
    public void Begin(HttpContext context, Endpoint? current)
    {
        _path = _selectedPath = context.Request.Path.Value ?? "";
        Original = current;
        if (HasErrorStatus(context) && OriginalEndpoint.TryFind(context, out var original))
        {
            Original = original;
            _isFinal = true;
        }
    }

    /// <summary>Records a selection. The last one counts, unless the pipeline is executed again for an error page: the response has an
    /// error status then. Looking up absent features is slow, so other requests do not.</summary>
    public void Select(HttpContext context, Endpoint? endpoint, RouteLabels routes)
    {
        if (_isFinal || (HasErrorStatus(context) && FindOriginal(context)))
        {
            return;
        }

        if (endpoint is null)
        {
            Reset(context);
            return;
        }

        Original = endpoint;
        _selectedPath = context.Request.Path.Value ?? "";
        if (!ReferenceEquals(_selectedPath, _path)
            && TryGetMovedPath(_path, context.Request, out var mount)
            && mount.Length > 0)
        {
            routes.Mount(endpoint, mount);
        }
    }

    /// <summary>Finds the endpoint that the exception handler has reset, also if it has set another status since, when the response is
    /// complete.</summary>
    public void Complete(HttpContext context)
    {
        if (_wasReset && !_isFinal)
        {
            FindOriginal(context);
        }
    }

    private bool FindOriginal(HttpContext context)
    {
        if (OriginalEndpoint.TryFind(context, out var original))
        {
            Original = original ?? Original;
            _isFinal = true;
        }

        return _isFinal;
    }

    private void Reset(HttpContext context)
    {
        _wasReset = true;
        if (HasErrorStatus(context))
        {
            // A middleware of the application executes the pipeline again, for an error page.
            _isFinal = true;
        }
        else if (TryGetMovedPath(_selectedPath, context.Request, out _))
        {
            // The endpoint was rejected. After a new path, it was not: that of MapFallbackToFile lets other middleware answer for it.
            Original = null;
        }
    }

    /// <summary>Gets the begin of a path that was moved to the path base since, as <c>Map</c> does.</summary>
    /// <returns>false if the path is another one than the rest of it.</returns>
    private static bool TryGetMovedPath(string path, HttpRequest request, out ReadOnlySpan<char> moved)
    {
        var rest = request.Path.Value ?? "";
        var isRest = path.EndsWith(rest, StringComparison.Ordinal);
        moved = isRest ? path.AsSpan(0, path.Length - rest.Length) : default;
        return isRest && request.PathBase.Value.AsSpan().EndsWith(moved, StringComparison.Ordinal);
    }

    private static bool HasErrorStatus(HttpContext context) => context.Response.StatusCode >= StatusCodes.Status400BadRequest;
}
