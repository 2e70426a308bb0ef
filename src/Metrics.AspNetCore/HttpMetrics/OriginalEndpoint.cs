using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Detects that the pipeline is being executed again, for an error page after an exception or a status code.</summary>
internal static class OriginalEndpoint
{
    /// <summary>Gets the endpoint that was selected for the request itself, or null if there was none.</summary>
    /// <returns>Whether the pipeline is being executed again. An endpoint that is selected later is then not the original one.</returns>
    public static bool TryFind(IFeatureCollection features, out Endpoint? endpoint)
    {
        var exception = features.Find<IExceptionHandlerFeature>();
        var statusCode = features.Find<IStatusCodeReExecuteFeature>();
        endpoint = exception is null ? statusCode?.Endpoint : exception.Endpoint;
        return exception is not null || statusCode is not null;
    }
}
