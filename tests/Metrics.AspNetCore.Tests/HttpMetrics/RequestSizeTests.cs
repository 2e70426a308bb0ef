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

    [Fact]
    public async Task A_request_without_a_body_has_no_bytes()
    {
        await using var app = await StartAsync();

        await app.GetStatusAsync("/ignored");
        await app.QuietAsync();

        Assert.Equal(0, Sum(app, "GET", "/ignored"));
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(app =>
    {
        app.UseHttpMetrics(options => options.RequestSize.Enabled = true);
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
    });

    private static async Task<string> PostAsync(TestApp app, string path, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(Text)),
            Headers = { TransferEncodingChunked = chunked },
        };
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static double? Sum(TestApp app, string method, string route) => app.Registry.FindSampleValue(
        "http_request_size_bytes_sum", ("method", method), ("status", "200"), ("route", route));
}
