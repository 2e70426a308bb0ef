using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A web application with metrics of all types, whose values are known, and old and new releases of Prometheus that scrape it in
/// every format that they know.</summary>
internal sealed class JudgedApp : IAsyncDisposable
{
    public const string Installed = "installed";
    public const string InstalledNative = "installed-native";
    public const string Trixie = "trixie";
    public const string Sid = "sid";

    public const string OpenMetrics = "openmetrics";
    public const string Text = "text";
    public const string Protobuf = "protobuf";

    private const string Exemplars = "--enable-feature=exemplar-storage";
    private const string NativeHistograms = "--enable-feature=exemplar-storage,native-histograms";

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<(string Server, string Job), string> _contentTypes = new();
    private readonly Dictionary<string, Task<PrometheusServer>> _servers = [];
    private AcceptOverrideProxy? _proxy;

    private JudgedApp()
    {
        _app = Build();
        _client = new HttpClient();
    }

    /// <summary>Starts the application and, at the same time, all servers.</summary>
    public static async Task<JudgedApp> StartAsync()
    {
        var app = new JudgedApp();
        try
        {
            await app._app.StartAsync();
            app._client.BaseAddress = new Uri(app._app.Urls.Single());
            app._proxy = await AcceptOverrideProxy.StartAsync(app._client.BaseAddress);
            app._servers[Installed] = StartServerAsync(
                null, [app.Target(Installed, OpenMetrics), app.Target(Installed, Text, upstream: app._proxy.Address)], Exemplars);
            app._servers[InstalledNative] = StartServerAsync(null, [app.Target(InstalledNative, Protobuf)], NativeHistograms);
            app._servers[Trixie] = StartServerAsync(
                "trixie",
                [
                    app.Target(Trixie, Protobuf, "PrometheusProto"), app.Target(Trixie, OpenMetrics, "OpenMetricsText1.0.0"),
                    app.Target(Trixie, Text, "PrometheusText0.0.4"),
                ],
                NativeHistograms);
            app._servers[Sid] = StartServerAsync(
                "sid",
                [
                    app.Target(Sid, Protobuf, "PrometheusProto"), app.Target(Sid, OpenMetrics, "OpenMetricsText1.0.0"),
                    app.Target(Sid, Text, "PrometheusText1.0.0"),
                ],
                NativeHistograms);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets a server that has scraped all of its jobs.</summary>
    public Task<PrometheusServer> ServerAsync(string name) => _servers[name];

    /// <summary>The content type of what a job was given.</summary>
    public string ContentTypeOf(string server, string job) => _contentTypes[(server, job)];

    /// <summary>Reads the page as a client that sends this Accept header.</summary>
    public async Task<(string? ContentType, string Body)> ReadAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "judge/page");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await ((Task)server).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (server.IsCompletedSuccessfully)
            {
                await (await server).DisposeAsync();
            }
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<PrometheusServer> StartServerAsync(string? suite, ScrapeTarget[] targets, string flags)
    {
        var server = await PrometheusServer.StartAsync(suite, targets, flags);
        try
        {
            await server.WaitForUpAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private ScrapeTarget Target(string server, string job, string? protocols = null, Uri? upstream = null) =>
        new(job, new Uri(upstream ?? _client.BaseAddress!, $"{server}/{job}")) { Protocols = protocols };

    private WebApplication Build()
    {
        var registry = new MetricRegistry(
            new MetricRegistryOptions { NameValidation = NameValidation.Utf8, Labels = new() { ["team"] = "ju\"dges" } });
        registry.Register(new JudgedCollector());
        JudgedMetrics.Measure(new MetricFactory(registry));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddPrometheusMetrics();
        builder.Services.AddSingleton<IMetricSource>(registry);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Path.Value!.Split('/') is [_, var server, var job])
            {
                // Later the server may have the whole body already.
                context.Response.OnStarting(() =>
                {
                    _contentTypes[(server, job)] = context.Response.ContentType ?? "";
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });
        app.MapMetrics("/{server}/{job}");
        return app;
    }
}
