using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Metrics.AspNetCore;

internal static class OriginalEndpoint
{
    /// <summary>The endpoint that was chosen for the request itself, also if the pipeline is being executed a second time when the request
    /// is seen first: for an error page, after an exception or a status code.</summary>
    /// <returns>The endpoint, and whether no later choice can be the original one.</returns>
    public static (Endpoint? Endpoint, bool IsFinal) Of(HttpContext context, Endpoint? current)
    {
        if (context.Features.Get<IExceptionHandlerFeature>() is { } handler)
        {
            return (handler.Endpoint, true);
        }

        if (context.Features.Get<IStatusCodeReExecuteFeature>() is { } statusCode)
        {
            return (statusCode.Endpoint, true);
        }

        return (current, false);
    }
}
