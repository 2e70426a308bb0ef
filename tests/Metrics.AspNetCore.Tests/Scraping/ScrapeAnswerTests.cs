using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
    public async Task Several_Accept_lines_are_one_list() // R-216
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "text/plain;version=0.0.4;q=0.5");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(OpenMetrics, answer.Content.Headers.ContentType?.ToString());
    }

    // Exactly: Prometheus 3 fails a scrape whose content type it does not know, and any status but 200.
    [Fact]
    public async Task The_head_of_the_usual_answer_is_known_to_the_letter() // R-132, R-134, R-239
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var client = await RawClient.GetAsync(app.Address, "/metrics", "Connection: close");

        var answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Type: {Text}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nVary: Accept, Accept-Encoding\r\n", answer, StringComparison.Ordinal);
    }

    // An empty body, a compressed one, one in chunks, a HEAD, and that of a client that accepts nothing.
    [Theory]
    [InlineData("GET", "?name[]=nothing", "*/*")]
    [InlineData("GET", "", "image/png")]
    [InlineData("GET", "", "application/openmetrics-text")]
    [InlineData("GET", "", "\0, ;;, text/html")]
    [InlineData("HEAD", "", "application/openmetrics-text;version=0.0.1")]
    public async Task Every_answer_of_status_200_has_a_content_type(string method, string query, string accept) // R-133, R-134
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        var family = app.Factory.CreateGauge("series", "", "number");
        foreach (var series in (int[])[0, 5_000])
        {
            for (var i = 0; i < series; i++)
            {
                family.WithLabels($"{i}").Set(i);
            }

            foreach (var encoding in (string[])["gzip", "identity"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), "/metrics" + query);
                request.Headers.TryAddWithoutValidation("Accept", accept.Replace("\0", "\u0001", StringComparison.Ordinal));
                request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
                using var answer = await app.Client.SendAsync(request);

                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Matches(
                    @"\A(text/plain|application/openmetrics-text); version=\d\.\d\.\d; charset=utf-8(; escaping=underscores)?\z",
                    answer.Content.Headers.NonValidated["Content-Type"].ToString());
            }
        }
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
    public async Task Head_gives_the_headers_alone(string? accept, string contentType) // R-243
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var request = new HttpRequestMessage(HttpMethod.Head, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(["Accept", "Accept-Encoding"], answer.Headers.Vary);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(1, "identity", true)]
    [InlineData(1, "gzip", true)]
    [InlineData(5_000, "identity", false)]
    [InlineData(5_000, "gzip", true)]
    [InlineData(100_000, "gzip", false)]
    public async Task Head_has_the_headers_of_Get(int series, string encoding, bool hasLength) // R-243
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        var family = app.Factory.CreateGauge("series", "", ["number"], new GaugeOptions { SeriesLimit = 200_000 });
        for (var i = 0; i < series; i++)
        {
            family.WithLabels($"{i}").Set(i);
        }

        app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var get = await app.Client.GetAsync(new Uri("/metrics", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var head = await app.SendAsync("HEAD", "/metrics");

        Assert.Equal(hasLength, get.Content.Headers.ContentLength is not null);
        Assert.Equal(DescribeHeaders(get), DescribeHeaders(head));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_writes_no_body_that_the_server_would_throw_away()
    {
        var written = 0;
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(i => (written = i) >= 0));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        Assert.Equal(200, await app.GetStatusAsync("/metrics", "HEAD"));

        Assert.InRange(written, 100, 2_000);
    }

    [Fact]
    public async Task Compression_of_the_framework_compresses_once() // R-240
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

    [Fact]
    public async Task A_connection_is_kept_for_the_next_scrape_and_may_be_reached_by_a_redirect() // R-255
    {
        await using var app = await StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.Response.Headers["Connection-Id"] = context.Connection.Id;
                return next(context);
            });
            app.MapGet("/old", () => Results.Redirect("/metrics", permanent: true));
            app.MapMetrics();
        });
        using var client = new HttpClient { BaseAddress = app.Address };

        HashSet<string> connections = [];
        foreach (var path in (string[])["/metrics", "/metrics", "/old"])
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Contains("orders_total 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            connections.UnionWith(answer.Headers.GetValues("Connection-Id"));
        }

        Assert.Single(connections);
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) => StartAsync(TestApp.CreateBuilder(), configure);

    private static async Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        var app = await TestApp.StartAsync(builder, configure);
        app.Factory.CreateCounter("orders_total", "Orders.").Inc();
        return app;
    }

    private static string DescribeHeaders(HttpResponseMessage answer) => string.Join('\n', answer.Headers.NonValidated
        .Concat(answer.Content.Headers.NonValidated)
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding"))
        .Select(header => $"{header.Key}: {header.Value}")
        .Append($"{answer.StatusCode}")
        .Order(StringComparer.Ordinal));
}
