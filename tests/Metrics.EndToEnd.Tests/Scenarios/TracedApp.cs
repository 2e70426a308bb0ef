using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A web application with HTTP metrics that has answered a request of a recorded trace and one of an unrecorded trace, and a
/// Prometheus that scrapes it.</summary>
internal sealed class TracedApp : IAsyncDisposable
{
    public const string RecordedTrace = "0af7651916cd43dd8448eb211c80319c";
    public const string UnrecordedTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    // As OpenTelemetry's parent-based sampler: the caller's flag decides.
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
    };

    private TracedApp(WebApplication app)
    {
        _app = app;
        _client = LoopbackClient.Create(new Uri(app.Urls.Single()));
        ActivitySource.AddActivityListener(_listener);
    }

    public PrometheusServer Prometheus { get; private set; } = null!;

    public DateTimeOffset Start { get; } = TimeProvider.System.GetUtcNow();

    public static async Task<TracedApp> StartAsync()
    {
        Requirement.Program("prometheus");
        var web = Build();
        await web.StartAsync();
        var app = new TracedApp(web);
        try
        {
            await app.RequestAsync(RecordedTrace, flags: "01");
            await app.RequestAsync(UnrecordedTrace, flags: "00");
            app.Prometheus = await PrometheusServer.StartAsync(
                [new ScrapeTarget("traced", new Uri(app._client.BaseAddress!, "metrics"))], "--enable-feature=exemplar-storage");
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<string> ReadOpenMetricsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(ScrapedSample.OpenMetrics));
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Prometheus is not null)
        {
            await Prometheus.DisposeAsync();
        }

        _listener.Dispose();
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddPrometheusMetrics(options => options.ExemplarsFromActivity = true);
        var app = builder.Build();
        app.UseHttpMetrics();
        var viewed = app.Services.GetRequiredService<IMetricFactory>().CreateCounter("orders_viewed_total", "Orders viewed.");
        app.MapGet("/orders/{id}", (string id) => viewed.IncWithExemplar(2.5, ("order", "Größe M 😱")));
        app.MapMetrics();
        return app;
    }

    private async Task RequestAsync(string trace, string flags)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "orders/17");
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-{flags}");
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
