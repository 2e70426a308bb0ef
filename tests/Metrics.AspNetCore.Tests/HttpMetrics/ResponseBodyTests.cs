using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-264: the size of a response is the number of bytes of its body that were sent, and its first byte is told.</summary>
public sealed class ResponseBodyTests : IDisposable
{
    private static readonly string Text = new('a', 10_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/text")]
    [InlineData("/chunks")]
    [InlineData("/writer")]
    [InlineData("/file")]
    [InlineData("/bytes")]
    public async Task The_size_is_what_the_client_received_compressed_or_not(string path)
    {
        await using var app = await StartAsync();

        var plain = await ReceiveAsync(app, path, null);
        await app.QuietAsync();
        Assert.Equal(10_000, plain);
        Assert.Equal(plain, Sum(app, path));

        var compressed = await ReceiveAsync(app, path, "gzip");
        await app.QuietAsync();
        Assert.InRange(compressed, 1, 9_999);
        Assert.Equal(plain + compressed, Sum(app, path));
    }

    [Theory]
    [InlineData("GET", "/empty")]
    [InlineData("HEAD", "/text")]
    public async Task A_response_without_a_body_has_no_bytes_and_no_first_byte(string method, string path)
    {
        await using var app = await StartAsync();

        await app.GetStatusAsync(path, method);
        await app.QuietAsync();

        Assert.Equal(0, Sum(app, path, method));
        Assert.Null(app.Registry.FindSampleValue("http_request_time_to_first_byte_seconds_sum", Labels(path, method)));
    }

    [Theory]
    [InlineData("/clocked/body")]
    [InlineData("/clocked/writer")]
    public async Task The_time_to_the_first_byte_ends_where_the_body_begins(string path)
    {
        var clock = new TestTimeProvider();
        await using var app = await StartAsync(clock);

        await app.GetStatusAsync(path);
        await app.QuietAsync();

        Assert.Equal(0.3, app.Registry.FindSampleValue("http_request_time_to_first_byte_seconds_sum", Labels(path)));
        Assert.Equal(0.8, app.Registry.FindSampleValue("http_request_duration_seconds_sum", Labels(path)));
    }

    private async Task<TestApp> StartAsync(TestTimeProvider? clock = null)
    {
        var builder = TestApp.CreateBuilder(settings:
        [
            ("Prometheus:HttpMetrics:ResponseSize:Enabled", "true"), ("Prometheus:HttpMetrics:TimeToFirstByte:Enabled", "true"),
        ]);
        if (clock is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
        }

        builder.Services.AddResponseCompression();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        var file = _folder.Write("file", Text);
        return await TestApp.StartAsync(builder, app =>
        {
            app.UseResponseCompression();
            app.MapMethods("/text", ["GET", "HEAD"], () => Text);
            app.MapGet("/empty", () => { });
            app.MapGet("/file", () => Results.File(file, "text/plain"));
            app.MapGet("/bytes", () => Results.Bytes(new byte[10_000], "text/plain"));
            app.MapGet("/chunks", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/plain";
                foreach (var part in Text.Chunk(1000))
                {
                    await context.Response.WriteAsync(new string(part));
                    await context.Response.Body.FlushAsync();
                }
            });
            app.MapGet("/writer", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/plain";
                for (var i = 0; i < 10; i++)
                {
                    context.Response.BodyWriter.GetSpan(1000)[..1000].Fill((byte)'a');
                    context.Response.BodyWriter.Advance(1000);
                    await context.Response.BodyWriter.FlushAsync();
                }
            });
            app.MapGet("/clocked/body", async (HttpContext context) =>
            {
                clock!.Advance(TimeSpan.FromMilliseconds(300));
                await context.Response.WriteAsync("a");
                clock.Advance(TimeSpan.FromMilliseconds(500));
                await context.Response.WriteAsync("b");
            });
            app.MapGet("/clocked/writer", async (HttpContext context) =>
            {
                clock!.Advance(TimeSpan.FromMilliseconds(300));
                await context.Response.BodyWriter.WriteAsync("a"u8.ToArray());
                clock.Advance(TimeSpan.FromMilliseconds(500));
                await context.Response.BodyWriter.WriteAsync("b"u8.ToArray());
            });
        });
    }

    private static async Task<int> ReceiveAsync(TestApp app, string path, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding is null ? [] : [encoding], response.Content.Headers.ContentEncoding);
        return (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
    }

    private static double? Sum(TestApp app, string route, string method = "GET") =>
        app.Registry.FindSampleValue("http_response_size_bytes_sum", Labels(route, method));

    private static (string, string?)[] Labels(string route, string method = "GET") =>
        [("method", method), ("status", "200"), ("route", route)];
}
