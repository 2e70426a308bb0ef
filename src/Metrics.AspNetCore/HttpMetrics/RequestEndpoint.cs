using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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
    public void Begin(IFeatureCollection features, IHttpRequestFeature request, IHttpResponseFeature response, Endpoint? current)
    {
        _path = _selectedPath = request.Path ?? "";
        Original = current;
        if (HasErrorStatus(response) && OriginalEndpoint.TryFind(features, out var original))
        {
            Original = original;
            _isFinal = true;
        }
    }

    /// <summary>Records a selection. The last one counts, unless the pipeline is executed again for an error page: the response has an
    /// error status then. Looking up absent features is slow, so other requests do not.</summary>
    public void Select(
        IFeatureCollection features,
        IHttpRequestFeature request,
        IHttpResponseFeature response,
        Endpoint? endpoint,
        MeasuredEndpoints endpoints)
    {
        if (_isFinal || (HasErrorStatus(response) && FindOriginal(features)))
        {
            return;
        }

        if (endpoint is null)
        {
            Reset(request, response);
            return;
        }

        Original = endpoint;
        _selectedPath = request.Path ?? "";
        if (!ReferenceEquals(_selectedPath, _path)
            && TryGetMovedPath(_path, request, out var mount)
            && mount.Length > 0)
        {
            endpoints.Mount(endpoint, mount);
        }
    }

    /// <summary>Finds the endpoint that the exception handler has reset, also if it has set another status since, when the response is
    /// complete.</summary>
    public void Complete(IFeatureCollection features)
    {
        if (_wasReset && !_isFinal)
        {
            FindOriginal(features);
        }
    }

    private bool FindOriginal(IFeatureCollection features)
    {
        if (OriginalEndpoint.TryFind(features, out var original))
        {
            Original = original ?? Original;
            _isFinal = true;
        }

        return _isFinal;
    }

    private void Reset(IHttpRequestFeature request, IHttpResponseFeature response)
    {
        _wasReset = true;
        if (HasErrorStatus(response))
        {
            // A middleware of the application executes the pipeline again, for an error page.
            _isFinal = true;
        }
        else if (TryGetMovedPath(_selectedPath, request, out _))
        {
            // The endpoint was rejected. After a new path, it was not: that of MapFallbackToFile lets other middleware answer for it.
            Original = null;
        }
    }

    /// <summary>Gets the begin of a path that was moved to the path base since, as <c>Map</c> does.</summary>
    /// <returns>false if the path is another one than the rest of it.</returns>
    private static bool TryGetMovedPath(string path, IHttpRequestFeature request, out ReadOnlySpan<char> moved)
    {
        var rest = request.Path ?? "";
        var isRest = path.EndsWith(rest, StringComparison.Ordinal);
        moved = isRest ? path.AsSpan(0, path.Length - rest.Length) : default;
        return isRest && request.PathBase.AsSpan().EndsWith(moved, StringComparison.Ordinal);
    }

    private static bool HasErrorStatus(IHttpResponseFeature response) => response.StatusCode >= StatusCodes.Status400BadRequest;
}
