using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Detects that the pipeline is being executed again, for an error page after an exception or a status code.</summary>
internal static class OriginalEndpoint
{
    /// <summary>Gets the endpoint that was selected for the request itself, or null if there was none.</summary>
    /// <returns>Whether the pipeline is being executed again. An endpoint that is selected later is then not the original one.</returns>
    public static bool TryFind(HttpContext context, out Endpoint? endpoint)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>();
        var statusCode = context.Features.Get<IStatusCodeReExecuteFeature>();
        endpoint = exception is null ? statusCode?.Endpoint : exception.Endpoint;
        return exception is not null || statusCode is not null;
    }
}
