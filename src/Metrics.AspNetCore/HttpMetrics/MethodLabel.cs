using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label value of a request's method, from a closed set because a client may send any method.</summary>
internal static class MethodLabel
{
    private const string Other = "_OTHER";

    private static readonly string[] Known =
    [
        HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Patch,
        HttpMethods.Head, HttpMethods.Options, HttpMethods.Trace, HttpMethods.Connect,
    ];

    public static string Get(string method)
    {
        foreach (var known in Known)
        {
            if (HttpMethods.Equals(known, method))
            {
                return known;
            }
        }

        return Other;
    }
}
