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

    /// <summary>The endpoint that was selected for the request itself.</summary>
    public required MeasuredEndpoint Endpoint { get; init; }

    /// <summary>The time from its arrival to the end of its response.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether the request was a long-lived one.</summary>
    public required bool IsConnection { get; init; }

    /// <summary>The time until the first byte of the response body, or null if it has none. Needed only if
    /// <see cref="HttpInstruments.MeasuresResponseBody"/>.</summary>
    public double? SecondsToFirstByte { get; init; }

    /// <summary>The size of the request body. Needed only if <see cref="HttpInstruments.MeasuresRequestSize"/>.</summary>
    public long RequestBytes { get; init; }

    /// <summary>The number of bytes of the response body that were sent. Needed only if
    /// <see cref="HttpInstruments.MeasuresResponseBody"/>.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>The result of <see cref="HttpInstruments.ReadCustomLabels"/> when the request was handled.</summary>
    public string[]? CustomLabels { get; init; }
}
