using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Records which endpoint was selected for a request itself, not for an error page that answers in its place.</summary>
internal struct RequestEndpoint
{
    private bool _isFinal;

    /// <summary>The endpoint that was selected for the request itself, or null if there was none.</summary>
    public Endpoint? Original { get; private set; }

    /// <summary>Begins with what was selected before the measurement began.</summary>
    public void Begin(HttpContext context, Endpoint? current)
    {
        _isFinal = OriginalEndpoint.TryFind(context, out var original);
        Original = _isFinal ? original : current;
    }

    /// <summary>Records a selection. The original endpoint is final once it is reset to null or the pipeline is executed again, even if
    /// none was selected before: an endpoint that is selected later is that of an error page.</summary>
    public void Select(HttpContext context, Endpoint? endpoint)
    {
        _isFinal = _isFinal || (Original is not null && endpoint is null) || OriginalEndpoint.TryFind(context, out _);
        if (!_isFinal)
        {
            Original = endpoint;
        }
    }
}
