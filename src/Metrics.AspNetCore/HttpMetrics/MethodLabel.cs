using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label of a request's method: a closed set, because the method is whatever the client writes.</summary>
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
