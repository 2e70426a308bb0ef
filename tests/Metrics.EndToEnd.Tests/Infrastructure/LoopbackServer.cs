using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A web server inside the test, on a free loopback port, with one answer to every request.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public static async Task<LoopbackServer> StartAsync(RequestDelegate answer)
    {
        // The empty builder reads no configuration, so that no variable of the machine moves the server elsewhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new LoopbackServer(app);
    }

    /// <summary>A server that always gives the same page.</summary>
    public static Task<LoopbackServer> StartAsync(string contentType, string body) =>
        StartAsync(context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(body);
        });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
