using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-264: the size of a request is its Content-Length, or what was read of a body without one.</summary>
public sealed class RequestSizeTests
{
    private const string Text = "1234567890";

    [Theory]
    [InlineData("/stream", false, 10)]
    [InlineData("/reader", false, 10)]
    [InlineData("/bytes", false, 10)]
    [InlineData("/begin", false, 10)]
    [InlineData("/span", false, 10)]
    [InlineData("/ignored", false, 10)]
    [InlineData("/stream", true, 10)]
    [InlineData("/reader", true, 10)]
    [InlineData("/bytes", true, 10)]
    [InlineData("/begin", true, 10)]
    [InlineData("/span", true, 10)]
    [InlineData("/ignored", true, 0)]
    public async Task A_body_is_counted_however_it_is_sent_and_read(string path, bool chunked, double size)
    {
        await using var app = await StartAsync();

        Assert.Equal(path == "/ignored" ? "" : Text, await PostAsync(app, path, chunked));
        await app.QuietAsync();

        Assert.Equal(size, Sum(app, "POST", path));
    }

    // Middleware may look at a body before the endpoint reads it, by the same or by the other way.
    [Theory]
    [InlineData("/peek/stream", "1.1")]
    [InlineData("/peek/stream", "2.0")]
    [InlineData("/peek/reader", "1.1")]
    [InlineData("/peek/reader", "2.0")]
    [InlineData("/peek/try", "1.1")]
    [InlineData("/peek/try", "2.0")]
    [InlineData("/peek/replaced", "1.1")]
    [InlineData("/peek/replaced", "2.0")]
    [InlineData("/two/stream", "1.1")]
    [InlineData("/two/stream", "2.0")]
    [InlineData("/two/reader", "1.1")]
    public async Task A_body_that_is_looked_at_before_it_is_read_is_read_and_counted_whole(string path, string version)
    {
        await using var app = await StartAsync(version);

        Assert.Equal(path.StartsWith("/two", StringComparison.Ordinal) ? Text[2..] : Text, await PostAsync(app, path, chunked: true));
        await app.QuietAsync();

        Assert.Equal(10, Sum(app, "POST", path));
    }

    [Fact]
    public async Task A_request_without_a_body_has_no_bytes()
    {
        await using var app = await StartAsync();

        await app.GetStatusAsync("/ignored");
        await app.QuietAsync();

        Assert.Equal(0, Sum(app, "GET", "/ignored"));
    }

    private static async Task<TestApp> StartAsync(string version = "1.1")
    {
        var app = await TestApp.StartAsync(
            TestApp.CreateBuilder(settings: ("Kestrel:EndpointDefaults:Protocols", version == "2.0" ? "Http2" : "Http1")), Configure);
        app.Client.DefaultRequestVersion = Version.Parse(version);
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return app;
    }

    private static void Configure(WebApplication app)
    {
        app.UseHttpMetrics(options => options.RequestSize.Enabled = true);
        app.Use(async (context, next) =>
        {
            var isPeek = context.Request.Path.StartsWithSegments("/peek");
            if (isPeek || context.Request.Path.StartsWithSegments("/two"))
            {
                var reader = context.Request.BodyReader;
                var read = await reader.ReadAtLeastAsync(Text.Length);
                reader.AdvanceTo(read.Buffer.GetPosition(isPeek ? 0 : 2), read.Buffer.End);
            }

            await next(context);
        });
        app.Map("/ignored", () => "");
        app.Map("/stream", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        app.Map("/reader", async (HttpContext context) =>
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync();
                foreach (var part in read.Buffer)
                {
                    await context.Response.Body.WriteAsync(part);
                }

                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        });
        app.Map("/bytes", async (HttpContext context) =>
        {
            var buffer = new byte[4];
#pragma warning disable CA1835 // The overload of old code.
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, 0, 4, context.RequestAborted)) > 0;)
#pragma warning restore CA1835
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            }
        });
        app.Map("/begin", async (HttpContext context) =>
        {
            var (body, buffer) = (context.Request.Body, new byte[4]);
            for (int read; (read = await Task.Factory.FromAsync(body.BeginRead, body.EndRead, buffer, 0, 4, null)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            }
        });
        app.Map("/span", async (HttpContext context) =>
        {
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
            var text = new List<byte>();
            for (int value; (value = context.Request.Body.ReadByte()) >= 0;)
            {
                text.Add((byte)value);
            }

            await context.Response.Body.WriteAsync(text.ToArray());
        });
        foreach (var way in (string[])["/peek", "/two"])
        {
            app.Map($"{way}/stream", async (HttpContext context) =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync(await reader.ReadToEndAsync());
            });
            app.Map($"{way}/reader", async (HttpContext context) => await context.Request.BodyReader.CopyToAsync(context.Response.Body));
        }

        app.Map("/peek/try", async (HttpContext context) =>
        {
            // What was examined is returned again together with more, here with the end.
            var read = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(read.Buffer.Start);
            Assert.True(context.Request.BodyReader.TryRead(out read));
            await context.Response.Body.WriteAsync(read.Buffer.ToArray());
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        });
        app.Map("/peek/replaced", async (HttpContext context) =>
        {
            context.Request.EnableBuffering();
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            var text = await reader.ReadToEndAsync();
            context.Request.Body.Position = 0;
            var again = await context.Request.BodyReader.ReadAtLeastAsync(text.Length);
            await context.Response.Body.WriteAsync(again.Buffer.ToArray());
        });
    }

    private static async Task<string> PostAsync(TestApp app, string path, bool chunked)
    {
        // A stream whose length is not known in advance.
        var bytes = Encoding.ASCII.GetBytes(Text);
        using HttpContent content = chunked
            ? new StreamContent(PipeReader.Create(new ReadOnlySequence<byte>(bytes)).AsStream())
            : new ByteArrayContent(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Version = app.Client.DefaultRequestVersion;
        request.VersionPolicy = app.Client.DefaultVersionPolicy;
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static double? Sum(TestApp app, string method, string route) => app.Registry.FindSampleValue(
        "http_request_size_bytes_sum", ("method", method), ("status", "200"), ("route", route));
}
