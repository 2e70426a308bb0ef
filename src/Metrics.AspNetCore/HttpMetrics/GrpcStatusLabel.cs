using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label value of the status of a gRPC call, from a closed set.</summary>
/// <remarks>Source: gRPC, "Status codes and their use in gRPC" and "gRPC over HTTP2".</remarks>
internal static class GrpcStatusLabel
{
    private const string Header = "grpc-status";
    private const string MediaType = "application/grpc";
    private const string Other = "_OTHER";

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    /// <returns>Empty if the request is not a gRPC call, or its response has no status.</returns>
    public static string Get(HttpContext context)
    {
        if (!IsGrpc(context.Request.ContentType))
        {
            return "";
        }

        var status = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers[Header] ?? StringValues.Empty;
        return GetName(StringValues.IsNullOrEmpty(status) ? context.Response.Headers[Header] : status);
    }

    private static string GetName(StringValues status) =>
        StringValues.IsNullOrEmpty(status) ? ""
        : int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code < Names.Length ? Names[code]
        : Other;

    // application/grpc, application/grpc+proto, application/grpc;charset=utf-8, but not application/grpc-web.
    private static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == MediaType.Length || contentType[MediaType.Length] is '+' or ';' or ' ');
}
