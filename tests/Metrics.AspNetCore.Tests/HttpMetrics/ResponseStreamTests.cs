using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>Each way to write a response reaches the client and is measured.</summary>
public sealed class ResponseStreamTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 10_000).Select(i => (byte)i)];

    private static readonly Dictionary<string, Func<HttpResponse, Task>> Writes = new()
    {
        ["Write"] = response =>
        {
            response.Body.Write(Bytes, 0, Bytes.Length);
            return Task.CompletedTask;
        },
        ["Write of a span"] = response =>
        {
            response.Body.Write(Bytes.AsSpan());
            return Task.CompletedTask;
        },
        ["WriteByte"] = response =>
        {
            Array.ForEach(Bytes, response.Body.WriteByte);
            return Task.CompletedTask;
        },
        ["WriteAsync"] = response => response.Body.WriteAsync(Bytes, 0, Bytes.Length),
        ["WriteAsync of a memory"] = response => response.Body.WriteAsync(Bytes.AsMemory()).AsTask(),
        ["BeginWrite"] = response => Task.Factory.FromAsync(response.Body.BeginWrite, response.Body.EndWrite, Bytes, 0, Bytes.Length, null),
        ["Advance"] = async response =>
        {
            Bytes.CopyTo(response.BodyWriter.GetSpan(Bytes.Length));
            response.BodyWriter.Advance(Bytes.Length);
            await response.BodyWriter.FlushAsync();
        },
        ["WriteAsync of the writer"] = async response => await response.BodyWriter.WriteAsync(Bytes),
        ["SendFileAsync"] = async response =>
        {
            using var folder = new TemporaryFolder();
            await response.SendFileAsync(folder.Write("file", [.. "before"u8, .. Bytes]), 6, null);
        },
    };

    private static readonly Dictionary<string, Func<HttpResponse, Task>> Beginnings = new()
    {
        ["StartAsync"] = response => response.StartAsync(),
        ["Flush"] = response =>
        {
            response.Body.Flush();
            return Task.CompletedTask;
        },
        ["FlushAsync"] = response => response.Body.FlushAsync(),
        ["FlushAsync of the writer"] = async response => await response.BodyWriter.FlushAsync(),
    };

    private static readonly Dictionary<string, Func<HttpResponse, Exception?, Task>> Ends = new()
    {
        ["Complete of the writer"] = (response, exception) =>
        {
            response.BodyWriter.Complete(exception);
            return Task.CompletedTask;
        },
        ["CompleteAsync of the writer"] = async (response, exception) => await response.BodyWriter.CompleteAsync(exception),
        ["CompleteAsync"] = (response, exception) => exception is null ? response.CompleteAsync() : throw exception,
    };

    public static TheoryData<string> WaysToWrite => [.. Writes.Keys];

    public static TheoryData<string> WaysToBegin => [.. Beginnings.Keys, .. Writes.Keys, .. Ends.Keys];

    public static TheoryData<string> WaysToEnd => [.. Ends.Keys];

    [Theory]
    [MemberData(nameof(WaysToWrite))]
    public async Task All_bytes_reach_the_client_and_are_counted_and_the_first_one_has_a_time(string way)
    {
        await using var app = await StartAsync(context => Writes[way](context.Response));

        using var response = await app.SendAsync("GET", "/");
        var received = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await app.QuietAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Bytes, received);
        Assert.Equal(Bytes.Length, Find(app, "http_response_size_bytes_sum"));
        Assert.Equal(1, Find(app, "http_request_time_to_first_byte_seconds_count"));
    }

    // Its first event may be long in coming.
    [Theory]
    [MemberData(nameof(WaysToBegin))]
    public async Task An_event_stream_is_a_connection_as_soon_as_it_begins(string way)
    {
        double? open = null;
        await using var app = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await (Beginnings.GetValueOrDefault(way)
                ?? Writes.GetValueOrDefault(way)
                ?? (response => Ends[way](response, null)))(context.Response);
            open = context.RequestServices.GetRequiredService<MetricRegistry>()
                .FindSampleValue("http_connections_in_progress", ("route", "/"));
        });

        using var response = await app.SendAsync("GET", "/");
        await app.QuietAsync();

        Assert.Equal(1, open);
        Assert.Equal(1, Find(app, "http_connection_duration_seconds_count"));
        Assert.Null(Find(app, "http_request_duration_seconds_count"));
    }

    [Theory]
    [MemberData(nameof(WaysToEnd))]
    public async Task A_response_that_was_ended_is_what_the_client_got_whatever_happens_then(string way)
    {
        await using var app = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("all");
            await Ends[way](context.Response, null);
            await Ends[way](context.Response, null);
            throw new InvalidOperationException();
        });

        using var response = await app.SendAsync("GET", "/");
        var received = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await app.QuietAsync();

        Assert.Equal("all", received);
        Assert.Equal(1, Find(app, "http_request_duration_seconds_count"));
    }

    // The last frame has been sent, and a client of HTTP/2 waits for nothing else.
    [Fact]
    public async Task A_response_over_HTTP_2_that_was_ended_can_not_be_broken_off_any_more()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        await using var app = await StartAsync(builder, async context =>
        {
            await context.Response.WriteAsync("all");
            await context.Response.CompleteAsync();
            context.Abort();
        });
        app.Client.DefaultRequestVersion = HttpVersion.Version20;
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await app.GetStatusAsync("/");
        await app.QuietAsync();

        Assert.Equal(1, Find(app, "http_request_duration_seconds_count"));
    }

    [Fact]
    public async Task An_event_stream_that_the_application_aborts_is_broken_off()
    {
        await using var app = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1");
            context.Abort();
        });

        await ReceiveAsync(app);
        await app.QuietAsync();

        Assert.Equal(1, Find(app, "http_connection_duration_seconds_count", status: "500"));
    }

    [Fact]
    public async Task Writing_no_bytes_begins_no_body()
    {
        await using var app = await StartAsync(context => context.Response.Body.WriteAsync(ReadOnlyMemory<byte>.Empty).AsTask());

        await app.GetStatusAsync("/");
        await app.QuietAsync();

        Assert.Equal(0, Find(app, "http_response_size_bytes_sum"));
        Assert.Null(Find(app, "http_request_time_to_first_byte_seconds_count"));
    }

    [Fact]
    public async Task The_body_and_its_writer_stay_the_same_objects()
    {
        var areSame = false;
        await using var app = await StartAsync(context =>
        {
            areSame = ReferenceEquals(context.Response.Body, context.Response.Body)
                && ReferenceEquals(context.Response.BodyWriter, context.Response.BodyWriter);
            return Task.CompletedTask;
        });

        await app.GetStatusAsync("/");

        Assert.True(areSame);
    }

    // The server aborts the connection, but the end of the body may have reached the client before that.
    [Theory]
    [MemberData(nameof(WaysToEnd))]
    public async Task A_response_that_was_ended_with_an_exception_is_broken_off(string way)
    {
        await using var app = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("the begin");
            await Ends[way](context.Response, new InvalidOperationException());
        });

        await ReceiveAsync(app);
        await app.QuietAsync();

        Assert.Equal(1, Find(app, "http_request_duration_seconds_count", status: "500"));
    }

    // An HttpClient may send a request again if its connection is closed before an answer has begun.
    private static async Task ReceiveAsync(TestApp app)
    {
        using var client = await RawClient.GetAsync(app.Address, "/");
        await client.ReadToEndAsync();
    }

    private static Task<TestApp> StartAsync(Func<HttpContext, Task> respond) => StartAsync(TestApp.CreateBuilder(), respond);

    private static Task<TestApp> StartAsync(WebApplicationBuilder builder, Func<HttpContext, Task> respond) =>
        TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options => options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = true);
            app.MapGet("/", context =>
            {
                context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                return respond(context);
            });
        });

    private static double? Find(TestApp app, string name, string status = "200") =>
        app.Registry.FindSampleValue(name, ("method", "GET"), ("status", status), ("route", "/"));
}
