using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The answer to a scrape: its format, its headers, and that it is whole and fresh.</summary>
public sealed class ScrapeAnswerTests
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores";

    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
            + "*/*;q=0.1";

    private const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    [Theory]
    [InlineData(null, Text)]
    [InlineData("*/*", Text)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Text)]
    [InlineData("image/png", Text)]
    [InlineData(Prometheus2, OpenMetrics)]
    [InlineData(Prometheus3, "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8")]
    [InlineData("application/openmetrics-text;q=0,text/plain", Text)]
    public async Task Accept_decides_the_format(string? accept, string contentType) // R-226, E.3
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        if (accept is not null)
        {
            Assert.True(app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept));
        }

        using var answer = await app.SendAsync("GET", "/metrics");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("orders_total 1\n", body, StringComparison.Ordinal);
        Assert.Equal(contentType != Text, body.EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_Accept_lines_are_one_list()
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "text/plain;version=0.0.4;q=0.5");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(OpenMetrics, answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task The_answer_varies_by_Accept()
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal(["Accept"], answer.Headers.Vary);
    }

    [Fact]
    public async Task A_small_body_has_a_length()
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal((await answer.Content.ReadAsByteArrayAsync()).Length, answer.Content.Headers.ContentLength);
        Assert.NotEqual(true, answer.Headers.TransferEncodingChunked);
    }

    [Fact]
    public async Task A_body_beyond_the_buffer_comes_in_chunks_and_whole()
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        var family = app.Factory.CreateGauge("series", "", "number");
        for (var i = 0; i < 10_000; i++)
        {
            family.WithLabels($"{i}").Set(i);
        }

        using var answer = await app.SendAsync("GET", "/metrics");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.True(answer.Headers.TransferEncodingChunked);
        Assert.Equal(10_000, lines.Count(line => line.StartsWith("series{", StringComparison.Ordinal)));
        Assert.Contains("series{number=\"9999\"} 9999", lines);
    }

    [Theory]
    [InlineData(null, Text)]
    [InlineData(Prometheus2, OpenMetrics)]
    public async Task Head_gives_the_headers_alone(string? accept, string contentType)
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var request = new HttpRequestMessage(HttpMethod.Head, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(["Accept"], answer.Headers.Vary);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_writes_no_body_that_the_server_would_throw_away()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(
            new ScriptedSource(_ => throw new InvalidOperationException("not shown to the client")));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        Assert.Equal(200, await app.GetStatusAsync("/metrics", "HEAD"));
    }

    [Fact]
    public async Task Compression_of_the_framework_compresses_once()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddResponseCompression();
        await using var app = await StartAsync(builder, app =>
        {
            app.UseResponseCompression();
            app.MapMetrics();
        });
        app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "gzip");

        using var answer = await app.SendAsync("GET", "/metrics");
        await using var body = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(body);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept", "Accept-Encoding"], answer.Headers.Vary.Order());
        Assert.Contains("orders_total 1\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_of_the_framework_keeps_no_values()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache()));
        await using var app = await StartAsync(builder, app =>
        {
            app.UseOutputCache();
            app.MapMetrics();
        });
        Assert.Contains("orders_total 1\n", await app.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        app.Factory.CreateCounter("orders_total", "Orders.").Inc();

        Assert.Contains("orders_total 2\n", await app.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) => StartAsync(TestApp.CreateBuilder(), configure);

    private static async Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        var app = await TestApp.StartAsync(builder, configure);
        app.Factory.CreateCounter("orders_total", "Orders.").Inc();
        return app;
    }
}
