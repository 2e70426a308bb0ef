namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>Makes clients for servers on this machine: never through a proxy, and never waiting for long.</summary>
internal static class LoopbackClient
{
    public static HttpClient Create(Uri address) =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(1),
        };
}
