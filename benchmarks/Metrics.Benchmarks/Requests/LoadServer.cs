using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>A web application on Kestrel that a load generator sends requests to.</summary>
internal static class LoadServer
{
    /// <summary>Serves until the process is ended. The address is the only line of the output.</summary>
    /// <param name="arguments">The name of what measures the requests, as in the table, without the marks of code.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var known = RequestMeterings.All.ToDictionary(
            metering => metering.Name.Replace("`", "", StringComparison.Ordinal), StringComparer.Ordinal);
        if (arguments is not [var name] || !known.TryGetValue(name, out var found))
        {
            Console.Error.WriteLine($"The argument of serve is one of: {string.Join("; ", known.Keys)}.");
            return 2;
        }

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        found.AddServices(builder.Services);
        var app = builder.Build();
        found.Use(app);
        app.MapGet("/hello", () => "Hello!");
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(app.Urls.First()));
        app.Run();
        return 0;
    }
}
