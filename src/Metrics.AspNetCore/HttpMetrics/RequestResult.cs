using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>What was measured of one request, when its response has ended.</summary>
internal readonly ref struct RequestResult
{
    public required HttpContext Context { get; init; }

    /// <summary>The label value of the method.</summary>
    public required string Method { get; init; }

    /// <summary>The status that the client received.</summary>
    public required int Status { get; init; }

    /// <summary>The endpoint that was selected for the request itself, or null if there was none.</summary>
    public required Endpoint? Endpoint { get; init; }

    public required TimeSpan Duration { get; init; }
}
