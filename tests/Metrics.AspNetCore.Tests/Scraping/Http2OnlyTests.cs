using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>An application that speaks HTTP/2 only, as the template for gRPC makes it, cannot be scraped at its own addresses.</summary>
public sealed class Http2OnlyTests
{
    private const string DefaultKey = "Kestrel:EndpointDefaults:Protocols";

    [Fact]
    public async Task A_port_of_its_own_speaks_HTTP_1_1_there()
    {
        await using var app = await StartAsync((DefaultKey, "Http2"), ("Prometheus:Endpoint:Port", "0"));
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var own = await app.Client.SendAsync(request);
        using var metrics = await app.Client.GetAsync(app.MetricsAddress);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (own.StatusCode, own.Version));
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (metrics.StatusCode, metrics.Version));
        Assert.Empty(Warnings(app));
    }

    [Fact]
    public async Task Without_one_it_is_told_at_start()
    {
        await using var app = await StartAsync((DefaultKey, "Http2"));

        Assert.Equal(400, await app.GetStatusAsync("/metrics"));
        Assert.Equal(
            [
                "The addresses of the application speak HTTP/2 only (Kestrel:EndpointDefaults:Protocols), without TLS, so Prometheus, " +
                "which sends HTTP/1.1 there, gets status 400. Serve the metrics at a port of their own: set Prometheus:Endpoint:Port.",
            ],
            Warnings(app));
    }

    public static TheoryData<(string Key, string? Value)[], string?> Settings => new()
    {
        { [], null },
        { [(DefaultKey, "Http1AndHttp2")], null },
        { [(DefaultKey, "http2")], DefaultKey },
        { [Address("A"), Protocols("A", "Http2")], "Kestrel:Endpoints:A:Protocols" },
        { [Address("A"), (DefaultKey, "Http2")], DefaultKey },
        { [Address("A"), Protocols("A", "Http1"), (DefaultKey, "Http2")], null },
        { [Address("A"), Address("B"), Protocols("A", "Http1"), Protocols("B", "Http2")], null },
        { [Address("A"), Address("B"), Protocols("A", "Http2"), Protocols("B", "Http2")], "Kestrel:Endpoints:A:Protocols" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task It_is_told_if_no_address_speaks_HTTP_1_1((string Key, string? Value)[] settings, string? told)
    {
        await using var app = await StartAsync(settings);

        Assert.Equal(told is null ? [] : [true], Warnings(app).Select(line => line.Contains($"({told})", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_not_told_if_an_address_of_the_code_may_speak_HTTP_1_1()
    {
        var builder = TestApp.CreateBuilder(settings: [Address("A"), Protocols("A", "Http2")]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        Assert.Empty(Warnings(app));
    }

    private static (string Key, string? Value) Address(string name) => ($"Kestrel:Endpoints:{name}:Url", "http://127.0.0.1:0");

    private static (string Key, string? Value) Protocols(string name, string value) => ($"Kestrel:Endpoints:{name}:Protocols", value);

    private static Task<TestApp> StartAsync(params (string Key, string? Value)[] settings) =>
        TestApp.StartAsync(TestApp.CreateBuilder(settings: settings), app =>
        {
            app.MapGet("/", () => "the application");
            app.MapMetrics();
        });

    private static IEnumerable<string> Warnings(TestApp app) => app.Log.Of("PrometheusMetrics.AspNetCore.ScrapeEndpoints")
        .Where(line => line.Level == LogLevel.Warning)
        .Select(line => line.Message);
}
