using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A web application with metrics on a server of its own, and a client for it.</summary>
internal sealed partial class TestApp : IAsyncDisposable
{
    private readonly RequestCount _requests;

    private TestApp(WebApplication app, HttpClient client, LogList log)
    {
        App = app;
        Client = client;
        Log = log;
        _requests = app.Services.GetRequiredService<RequestCount>();
    }

    /// <summary>Arguments of an application that does not watch its settings, because the system limits the number of watchers.</summary>
    public static string[] NoReload => ["--hostBuilder:reloadConfigOnChange=false"];

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public LogList Log { get; }

    public IMetricFactory Factory => App.Services.GetRequiredService<IMetricFactory>();

    public MetricRegistry Registry => App.Services.GetRequiredService<MetricRegistry>();

    public Uri Address => new(App.Urls.First());

    /// <summary>The address of the first endpoint of <c>MapMetrics</c> that has a port of its own, with this machine as the host.</summary>
    public Uri MetricsAddress => MetricsAddresses[0];

    /// <summary>The addresses of all endpoints of <c>MapMetrics</c> that have a port of their own.</summary>
    public IReadOnlyList<Uri> MetricsAddresses =>
    [
        .. App.Services.GetRequiredService<StartupReport>().Endpoints
            .Where(endpoint => endpoint.StartsWith("http://[::]:", StringComparison.Ordinal))
            .Select(endpoint => new Uri(endpoint.Replace("[::]", "127.0.0.1", StringComparison.Ordinal))),
    ];

    /// <summary>Prepares an application on Kestrel, at a port that the system chooses.</summary>
    public static WebApplicationBuilder CreateBuilder(string environment = "Production", params (string Key, string? Value)[] settings)
    {
        var log = new LogList();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            Args = NoReload,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Eventually.Deadline);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<RequestCount>();
        builder.Services.AddPrometheusMetrics(
            options => (options.ProcessMetrics, options.RuntimeMetrics) = (false, RuntimeMetricGroups.None));
        return builder;
    }

    public static Task<TestApp> StartAsync(Action<WebApplication> configure) => StartAsync(CreateBuilder(), configure);

    public static async Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        // In front of the middleware that AddHttpMetrics puts first.
        builder.Services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, RequestCount.Filter>());
        var app = builder.Build();
        try
        {
            configure(app);
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var client = app.Services.GetService<Microsoft.AspNetCore.Hosting.Server.IServer>() is TestServer server
            ? server.CreateClient()
            : new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
            {
                BaseAddress = new Uri(app.Urls.First()),
            };
        return new TestApp(app, client, app.Services.GetRequiredService<LogList>());
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Version = Client.DefaultRequestVersion,
            VersionPolicy = Client.DefaultVersionPolicy,
        };
        return await Client.SendAsync(request);
    }

    /// <summary>Sends a request and reads what comes.</summary>
    /// <returns>The status; null if the response broke off.</returns>
    public async Task<int?> GetStatusAsync(string path, string method = "GET")
    {
        try
        {
            using var response = await SendAsync(method, path);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until everything that began is complete, callbacks of the responses included, and returns what was counted:
    /// <c>GET 200 '/orders/{id}' 1</c>. It is a set, because requests may end in another order than they were sent.</summary>
    /// <param name="family">The histogram, which has these labels.</param>
    public async Task<HashSet<string>> CountedAsync(string family = "http_request_duration_seconds")
    {
        await _requests.QuietAsync();
        var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.Text, body);
        var lines = CountLine().Matches(Encoding.UTF8.GetString(body.ToArray()))
            .Where(line => line.Groups["family"].Value == family)
            .Select(line => line.Result("${method} ${status} '${route}' ${count}"))
            .ToList();
        Assert.Distinct(lines);
        return [.. lines];
    }

    /// <summary>Waits until everything that began is complete.</summary>
    public Task QuietAsync() => _requests.QuietAsync();

    public double InProgress(string method = "GET") => Registry.FindSampleValue("http_requests_in_progress", ("method", method)) ?? 0;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    [GeneratedRegex(
        """^(?<family>.*)_count\{method="(?<method>.*)",status="(?<status>.*)",route="(?<route>.*)"\} (?<count>.*)$""",
        RegexOptions.Multiline)]
    private static partial Regex CountLine();
}
