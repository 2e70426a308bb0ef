using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A client that accepts gzip gets it, once, and its header before the first byte.</summary>
public sealed class CompressionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task The_body_of_a_client_that_accepts_gzip_is_the_plain_one_compressed(int series)
    {
        await using var app = await StartAsync(app => app.MapMetrics(), series);

        using var plain = await GetAsync(app, null);
        using var gzip = await GetAsync(app, "gzip");

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(await plain.Content.ReadAsStringAsync(), await DecompressAsync(gzip));
        Assert.Equal(series == 1, gzip.Content.Headers.ContentLength is not null);
    }

    [Fact]
    public async Task Every_format_can_be_compressed()
    {
        await using var app = await StartAsync(app => app.MapMetrics(), series: 1_000);
        foreach (var format in ExpositionFormat.BuiltIn.ToArray())
        {
            app.Client.DefaultRequestHeaders.Remove("Accept");
            app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", format.ContentType);
            using var plain = await GetAsync(app, null);
            using var gzip = await GetAsync(app, "gzip");

            Assert.Equal(format.ContentType, gzip.Content.Headers.NonValidated["Content-Type"].ToString());
            Assert.Equal(await plain.Content.ReadAsStringAsync(), await DecompressAsync(gzip));
        }
    }

    // Prometheus takes the body for text if the word is written otherwise.
    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("*")]
    public async Task The_word_of_the_header_is_gzip(string accepted)
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var client = await RawClient.GetAsync(app.Address, "/metrics", $"Accept-Encoding: {accepted}", "Connection: close");

        Assert.Contains("\r\nContent-Encoding: gzip\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip;q=0")]
    [InlineData("identity;q=1, *;q=0")]
    [InlineData("br, deflate, zstd")]
    public async Task A_client_that_does_not_accept_gzip_gets_a_plain_body(string accepted)
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        using var answer = await GetAsync(app, accepted);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Contains("orders_total{", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task Every_body_varies_by_both_headers(string accepted)
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var client = await RawClient.GetAsync(app.Address, "/metrics", $"Accept-Encoding: {accepted}", "Connection: close");

        Assert.Contains("\r\nVary: Accept, Accept-Encoding\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    public static TheoryData<Action<WebApplication>, string[]?> Pipelines => new()
    {
        { UseBeforeRouting, null },
        { UseBeforeRouting, ["*/*"] },
        { UseAfterRouting, null },
        { UseAfterRouting, ["*/*"] },
        { UseInsteadOfOurs, ["*/*"] },
    };

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task With_the_compression_of_the_framework_every_format_is_compressed_once(
        Action<WebApplication> configure, string[]? types)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddResponseCompression(options => options.MimeTypes = types ?? options.MimeTypes);
        await using var app = await StartAsync(builder, configure);

        foreach (var format in ExpositionFormat.BuiltIn.ToArray())
        {
            app.Client.DefaultRequestHeaders.Remove("Accept");
            app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", format.ContentType);
            using var answer = await GetAsync(app, "gzip");

            Assert.Equal(format.ContentType, answer.Content.Headers.NonValidated["Content-Type"].ToString());
            Assert.Contains("orders_total", await DecompressAsync(answer), StringComparison.Ordinal);
            Assert.Equal("Accept, Accept-Encoding", answer.Headers.Vary.ToString());
        }
    }

    [Fact]
    public async Task A_body_that_another_middleware_has_coded_is_not_coded_again()
    {
        await using var app = await StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                context.Response.Headers.ContentEncoding = "identity";
                return next(context);
            });
            app.MapMetrics();
        });

        using var answer = await GetAsync(app, "gzip");

        Assert.Equal(["identity"], answer.Content.Headers.ContentEncoding);
        Assert.Contains("\norders_total{", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var app = await StartAsync(
            TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Compression", "false")), app => app.MapMetrics());

        using var answer = await GetAsync(app, "gzip");

        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_sent_plain()
    {
        using var released = new SemaphoreSlim(0);
        var builder = TestApp.CreateBuilder();
        var waits = 0;
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(i =>
        {
            if (i == 20_000 && Interlocked.Increment(ref waits) <= 2)
            {
                released.Wait();
            }

            return i < 20_000;
        }));
        await using var app = await TestApp.StartAsync(
            builder, app => app.MapMetrics("/metrics", options => options.CompressionLimit = 2));

        // They have their first bytes, so they hold a place.
        using var first = await GetAsync(app, "gzip");
        using var second = await GetAsync(app, "gzip");
        using var beyond = await GetAsync(app, "gzip");
        released.Release(2);
        await DecompressAsync(first);
        await DecompressAsync(second);
        await beyond.Content.ReadAsStringAsync();
        await app.QuietAsync();
        using var later = await GetAsync(app, "gzip");

        Assert.Equal(
            ["gzip", "gzip", "", "gzip"],
            new[] { first, second, beyond, later }.Select(answer => string.Join(',', answer.Content.Headers.ContentEncoding)));
        await DecompressAsync(later);
    }

    [Fact]
    public async Task An_error_is_sent_plain()
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:FailOnCollectorError", "true"));
        await using var app = await StartAsync(builder, app => app.MapMetrics());
        app.Factory.CreateObservableGauge("broken", "", () => throw new InvalidOperationException("secret"));

        using var answer = await GetAsync(app, "gzip");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.StartsWith("The collector ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_page_of_the_application_is_not_taken_for_compressed()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(i => i < 100 ? true : throw new InvalidOperationException("half")));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException)
                {
                    context.Response.StatusCode = 418;
                    await context.Response.WriteAsync("sorry");
                }
            });
            app.MapMetrics();
        });

        using var answer = await GetAsync(app, "gzip");

        Assert.Equal((418, "sorry"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Null(answer.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_failure_after_the_first_bytes_breaks_the_connection()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(
            new ScriptedSource(i => i < 50_000 ? true : throw new InvalidOperationException("half")));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        using var answer = await GetAsync(app, "gzip");

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync());
    }

    private static void UseBeforeRouting(WebApplication app)
    {
        app.UseResponseCompression();
        app.UseRouting();
        app.MapMetrics();
    }

    private static void UseAfterRouting(WebApplication app)
    {
        app.UseRouting();
        app.UseResponseCompression();
        app.MapMetrics();
    }

    private static void UseInsteadOfOurs(WebApplication app) =>
        app.MapMetrics("/metrics", options => options.Compression = false).Add(endpoint =>
        {
            var branch = new ApplicationBuilder(app.Services);
            branch.UseResponseCompression().Run(endpoint.RequestDelegate!);
            endpoint.RequestDelegate = branch.Build();
        });

    private static async Task<HttpResponseMessage> GetAsync(TestApp app, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (accepted is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));
        }

        return await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> DecompressAsync(HttpResponseMessage answer)
    {
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var body = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure, int series = 1) =>
        StartAsync(TestApp.CreateBuilder(), configure, series);

    private static async Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> configure, int series = 1)
    {
        var app = await TestApp.StartAsync(builder, configure);
        var family = app.Factory.CreateCounter("orders_total", "Orders.", "number");
        for (var i = 0; i < series; i++)
        {
            // Digests, which can hardly be compressed.
            var digest = System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i));
            family.WithLabels(Convert.ToHexString(digest)).Inc();
        }

        return app;
    }
}
