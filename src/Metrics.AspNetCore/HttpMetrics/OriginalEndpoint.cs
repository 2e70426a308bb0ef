using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Knows when the pipeline is being executed again, for an error page after an exception or a status code.</summary>
internal static class OriginalEndpoint
{
    /// <summary>Finds the endpoint that was chosen for the request itself, if any was.</summary>
    /// <returns>Whether the pipeline is being executed again, so that no later choice can be the original one.</returns>
    public static bool TryFind(HttpContext context, out Endpoint? endpoint)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>();
        var statusCode = context.Features.Get<IStatusCodeReExecuteFeature>();
        endpoint = exception is null ? statusCode?.Endpoint : exception.Endpoint;
        return exception is not null || statusCode is not null;
    }
}
