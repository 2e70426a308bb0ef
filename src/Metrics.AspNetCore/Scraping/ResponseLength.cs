using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

internal static class ResponseLength
{
    /// <summary>Sets the length of a body that is written at once, unless a middleware has already started the response.</summary>
    public static void AnnounceLength(this HttpResponse response, long length)
    {
        if (!response.HasStarted)
        {
            response.ContentLength = length;
        }
    }
}
