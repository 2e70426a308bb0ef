using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>What a real Kestrel sends, counted by the client too.</summary>
public sealed class ResponseSizeTests
{
    private static readonly string LongText = string.Concat(Enumerable.Repeat("a long text ", 10_000));

    //
    [Theory]
    [InlineData("/text", "1.1", 5)]
    [InlineData("/text", "2.0", 5)]
    [InlineData("/flushed", "1.1", 20)]
    [InlineData("/flushed", "2.0", 20)]
    [InlineData("/pipe", "1.1", 200_000)]
    [InlineData("/pipe", "2.0", 200_000)]
    [InlineData("/file", "1.1", 6_000)]
    [InlineData("/file", "2.0", 6_000)]
    [InlineData("/empty", "1.1", 0)]
    [InlineData("/empty", "2.0", 0)]
    public async Task The_bytes_of_the_body_count_however_they_are_sent(string path, string version, int size)
    {
        await using var app = await StartAsync(version);

        var body = await app.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(size, body.Length);
        await app.QuietAsync();
        Assert.Equal(size, Read(app, "http_response_size_bytes_sum", path, body.Length == 0 ? "204" : "200"));
        Assert.Equal(1, Read(app, "http_response_size_bytes_count", path, body.Length == 0 ? "204" : "200"));
    }

    // what was sent, not what was written.
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_compressed_body_counts_as_it_was_sent(string version)
    {
        await using var app = await StartAsync(version);
        app.Client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");

        var body = await app.Client.GetByteArrayAsync(new Uri("/long", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.InRange(body.Length, 1, LongText.Length / 10);
        await using var text = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(text);
        Assert.Equal(LongText, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await app.QuietAsync();
        Assert.Equal(body.Length, Read(app, "http_response_size_bytes_sum", "/long", "200"));
    }

    // Every file of a mounted ConfigMap is a link.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_behind_a_link_is_whole(bool measured)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a file with a long name", new byte[10]);
        var link = folder["link"];
        File.CreateSymbolicLink(link, file);
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.ResponseSize.Enabled = measured);
            app.MapGet("/link", () => Results.File(link, "text/plain"));
        });

        var body = await app.Client.GetByteArrayAsync(new Uri("/link", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(10, body.Length);
        Assert.Equal(["GET 200 '/link' 1"], await app.CountedAsync());
        Assert.Equal(measured ? 10 : 0, Read(app, "http_response_size_bytes_sum", "/link", "200"));
    }

    // The client takes no more than some buffers of what is sent to it.
    [Theory]
    [InlineData("/large-file", true)]
    [InlineData("/large-stream", true)]
    [InlineData("/large-file", false)]
    [InlineData("/large-stream", false)]
    public async Task A_download_that_the_client_breaks_off_is_499_and_counts_what_was_sent(string path, bool measured)
    {
        // The server tells the abort a moment after it has begun to drop what is written, and must not have dropped all until then.
        const long FileLength = 4_000_000_000;
        const int Part = 1_000_000;
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");
        using (var sparse = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(sparse, FileLength);
        }

        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = measured);
            app.MapGet("/large-file", () => Results.File(file));
            app.MapGet("/large-stream", async context =>
            {
                var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.RequestAborted.Register(aborted.SetResult);
                context.Response.ContentLength = 3 * Part;
                await context.Response.Body.WriteAsync(new byte[Part], CancellationToken.None);
                await aborted.Task.InTime();
                await context.Response.Body.WriteAsync(new byte[Part], CancellationToken.None);
                await context.Response.Body.WriteAsync(new byte[Part], CancellationToken.None);
            });
        });

        using (var client = await RawClient.GetAsync(app.Address, path))
        {
            await client.ReadSomeAsync();
            client.Reset();
        }

        Assert.Equal([$"GET 499 '{path}' 1"], await app.CountedAsync());
        if (measured)
        {
            Assert.InRange(
                Read(app, "http_response_size_bytes_sum", path, "499"), 1, path == "/large-stream" ? Part : FileLength / 2);
            Assert.Equal(1, Read(app, "http_request_time_to_first_byte_seconds_count", path, "499"));
        }
    }

    //
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_answer_to_HEAD_has_no_body(string version)
    {
        await using var app = await StartAsync(version);

        Assert.Equal(200, await app.GetStatusAsync("/text", "HEAD"));

        await app.QuietAsync();
        Assert.Equal(0, Read(app, "http_response_size_bytes_sum", "/text", "200", "HEAD"));
        Assert.Equal(0, Read(app, "http_request_time_to_first_byte_seconds_count", "/text", "200", "HEAD"));
    }

    [Theory]
    [InlineData("1.1", "/slow")]
    [InlineData("2.0", "/slow")]
    [InlineData("1.1", "/slow-after-the-headers")]
    [InlineData("2.0", "/slow-after-the-headers")]
    public async Task The_time_to_the_first_byte_ends_when_the_body_begins(string version, string path)
    {
        var timeProvider = new TestTimeProvider();
        await using var app = await StartAsync(version, timeProvider);

        await app.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        await app.QuietAsync();
        Assert.Equal(2, Read(app, "http_request_time_to_first_byte_seconds_sum", path, "200"));
        Assert.Equal(5, Read(app, "http_request_duration_seconds_sum", path, "200"));
    }

    private static double Read(TestApp app, string name, string route, string status, string method = "GET") =>
        app.Registry.FindSampleValue(name, ("method", method), ("status", status), ("route", route)) ?? 0;

    private static async Task<TestApp> StartAsync(string version, TestTimeProvider? timeProvider = null)
    {
        var builder = TestApp.CreateBuilder(settings: ("Kestrel:EndpointDefaults:Protocols", version == "2.0" ? "Http2" : "Http1"));
        if (timeProvider is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(timeProvider);
        }

        builder.Services.AddResponseCompression();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics(
            options => options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = true);
        var app = await TestApp.StartAsync(builder, app => Configure(app, timeProvider));
        app.Client.DefaultRequestVersion = Version.Parse(version);
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return app;
    }

    private static void Configure(WebApplication app, TestTimeProvider? timeProvider)
    {
        app.UseResponseCompression();
        app.MapMethods("/text", ["GET", "HEAD"], () => "hello");
        app.MapGet("/long", () => LongText);
        app.MapGet("/empty", () => Results.NoContent());
        app.MapGet("/flushed", async (HttpContext context) =>
        {
            for (var i = 0; i < 4; i++)
            {
                await context.Response.WriteAsync("12345");
                await context.Response.Body.FlushAsync();
            }
        });
        app.MapGet("/pipe", async (HttpContext context) =>
        {
            for (var i = 0; i < 20; i++)
            {
                context.Response.BodyWriter.GetMemory(10_000);
                context.Response.BodyWriter.Advance(10_000);
                await context.Response.BodyWriter.FlushAsync();
            }
        });
        app.MapGet("/file", async (HttpContext context) =>
        {
            using var folder = new TemporaryFolder();
            await context.Response.SendFileAsync(folder.Write("file", new byte[10_000]), 1_000, 6_000);
        });
        app.MapGet("/slow", async (HttpContext context) =>
        {
            timeProvider!.Advance(TimeSpan.FromSeconds(2));
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            timeProvider.Advance(TimeSpan.FromSeconds(3));
            await context.Response.WriteAsync("last");
        });
        app.MapGet("/slow-after-the-headers", async (HttpContext context) =>
        {
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            timeProvider!.Advance(TimeSpan.FromSeconds(2));
            await context.Response.BodyWriter.WriteAsync("first"u8.ToArray());
            timeProvider.Advance(TimeSpan.FromSeconds(3));
            await context.Response.WriteAsync("last");
        });
    }
}
