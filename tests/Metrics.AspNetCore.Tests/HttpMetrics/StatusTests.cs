using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-260: the status is what the client got: 500 if it did not get the whole response, and 499 if it went away itself. The
/// client judges, over each protocol.</summary>
public sealed class StatusTests
{
    private static readonly Dictionary<string, RequestDelegate> Endpoints = new()
    {
        ["whole"] = context => context.Response.WriteAsync("abc"),
        ["whole-with-length"] = context => SendAsync(context, "abc", length: 3),
        ["empty"] = context => Task.CompletedTask,
        ["none"] = context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        },
        ["throws-at-once"] = context => throw new InvalidOperationException(),
        ["throws-in-the-middle"] = async context =>
        {
            await SendAsync(context, "abc", length: null);
            throw new InvalidOperationException();
        },
        ["throws-in-the-middle-with-length"] = async context =>
        {
            await SendAsync(context, "abc", length: 10);
            throw new InvalidOperationException();
        },
        ["throws-after-the-whole"] = async context =>
        {
            await SendAsync(context, "abc", length: 3);
            throw new InvalidOperationException();
        },
        ["throws-after-an-empty-response"] = async context =>
        {
            context.Response.StatusCode = 204;
            await context.Response.StartAsync();
            throw new InvalidOperationException();
        },
        ["throws-after-completion"] = async context =>
        {
            await context.Response.WriteAsync("abc");
            await context.Response.CompleteAsync();
            throw new InvalidOperationException();
        },
        ["aborts-at-once"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["aborts-and-throws"] = context =>
        {
            context.Abort();
            throw new InvalidOperationException();
        },
        ["aborts-in-the-middle"] = async context =>
        {
            await SendAsync(context, "abc", length: null);
            context.Abort();
        },
        ["aborts-in-the-middle-and-throws"] = async context =>
        {
            await SendAsync(context, "abc", length: null);
            context.Abort();
            throw new InvalidOperationException();
        },
        ["short"] = context => SendAsync(context, "abc", length: 10),
        ["short-by-stream"] = async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.Body.WriteAsync("abc"u8.ToArray());
        },
        ["nothing-of-the-length"] = context =>
        {
            context.Response.ContentLength = 10;
            return Task.CompletedTask;
        },
        ["too-long"] = context => SendAsync(context, "abc", length: 2),
        ["too-long-at-last"] = async context =>
        {
            await SendAsync(context, "ab", length: 2);
            await context.Response.WriteAsync("c");
        },
        ["too-long-by-stream-at-last"] = async context =>
        {
            await SendAsync(context, "ab", length: 2);
            await Record.ExceptionAsync(() => context.Response.Body.WriteAsync("c"u8.ToArray()).AsTask());
        },
        ["completes-the-writer"] = async context =>
        {
            await SendAsync(context, "abc", length: null);
            await context.Response.BodyWriter.CompleteAsync();
        },
        ["completes-the-writer-and-throws"] = async context =>
        {
            await SendAsync(context, "abc", length: null);
            await context.Response.BodyWriter.CompleteAsync();
            throw new InvalidOperationException();
        },
        ["completes-the-writer-at-once-and-throws"] = context =>
        {
            context.Response.BodyWriter.Complete();
            throw new InvalidOperationException();
        },
        ["completes-the-writer-with-an-exception"] = async context =>
        {
            await SendAsync(context, "abc", length: null);
            context.Response.BodyWriter.Complete(new InvalidOperationException());
        },
        ["completes-the-writer-with-an-exception-at-once"] = context =>
        {
            context.Response.BodyWriter.Complete(new InvalidOperationException());
            return Task.CompletedTask;
        },
        ["advances-the-whole-and-throws"] = async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.StartAsync();
            "abc"u8.CopyTo(context.Response.BodyWriter.GetSpan(3));
            context.Response.BodyWriter.Advance(3);
            throw new InvalidOperationException();
        },
        ["file"] = context => context.Response.SendFileAsync(typeof(StatusTests).Assembly.Location, 0, 100),
        ["file-with-length"] = context =>
        {
            context.Response.ContentLength = new FileInfo(typeof(StatusTests).Assembly.Location).Length;
            return context.Response.SendFileAsync(typeof(StatusTests).Assembly.Location);
        },
        ["written-in-every-way"] = async context =>
        {
            context.Response.ContentLength = 18;
            var (body, bytes) = (context.Response.Body, "abc"u8.ToArray());
            await body.WriteAsync(bytes);
#pragma warning disable CA1835 // Each way of writing is tested.
            await body.WriteAsync(bytes, 0, 3, default);
#pragma warning restore CA1835
            await Task.Factory.FromAsync(body.BeginWrite, body.EndWrite, bytes, 0, 3, null);
            await context.Response.BodyWriter.WriteAsync(bytes);
            bytes.CopyTo(context.Response.BodyWriter.GetMemory(3));
            context.Response.BodyWriter.Advance(3);
            await context.Response.BodyWriter.FlushAsync();
            await context.Response.BodyWriter.AsStream().WriteAsync(bytes);
        },
    };

    public static TheoryData<string> Protocols => ["HTTP/1.1", "HTTP/2"];

    public static TheoryData<string, bool> ProtocolsAndPositions =>
        new MatrixTheoryData<string, bool>(["HTTP/1.1", "HTTP/2"], [true, false]);

    [Theory]
    [MemberData(nameof(ProtocolsAndPositions))]
    public async Task The_status_is_what_the_client_got(string protocol, bool inFront)
    {
        await using var app = await StartAsync(protocol, inFront);
        var expected = new HashSet<string>();
        foreach (var name in Endpoints.Keys)
        {
            var status = await app.GetStatusAsync($"/{name}");
            await app.QuietAsync();
            expected.Add($"GET {status ?? 500} '/{name}' 1");
        }

        Assert.Equal(expected, await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_request_without_a_body_has_the_status_of_its_headers(string protocol)
    {
        await using var app = await StartAsync(protocol, inFront: true);

        using var answer = await app.SendAsync("HEAD", "/whole-with-length");

        Assert.Equal(3, answer.Content.Headers.ContentLength);
        Assert.Equal(["HEAD 200 '/whole-with-length' 1"], await app.CountedAsync());
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndPositions))]
    public async Task A_client_that_goes_away_is_499(string protocol, bool begun)
    {
        await using var app = await StartAsync(protocol, inFront: true);
        string[] names =
        [
            "waits", "waits-and-returns", "waits-and-fails", "waits-and-aborts", .. begun ? (string[])[] :
            [
                "waits-and-answers", "waits-and-answers-by-pipe", "waits-and-has-no-content", "waits-and-completes",
                "waits-and-shows-an-error",
            ],
        ];
        foreach (var name in names)
        {
            using var cancellation = new CancellationTokenSource();
            var path = new Uri($"/{name}?begun={begun}", UriKind.Relative);
            var waiting = app.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation.Token);
            await app.App.Services.GetRequiredService<Arrivals>().WaitAsync();
            using var answer = begun ? await waiting : null;

            await cancellation.CancelAsync();
            answer?.Dispose();
            await app.QuietAsync();
        }

        Assert.Equal([.. names.Select(name => $"GET 499 '/{name}' 1")], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_timeout_of_the_application_is_not_a_client_that_went_away()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        builder.Services.AddRequestTimeouts();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseRequestTimeouts();
            app.MapGet("/slow", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted))
                .WithRequestTimeout(TimeSpan.FromMilliseconds(1));
            app.MapGet("/own", async (HttpContext context) =>
            {
                context.RequestAborted = new CancellationToken(true);
                await context.Response.WriteAsync("hello");
            });
        });

        Assert.Equal((504, 200), (await app.GetStatusAsync("/slow"), await app.GetStatusAsync("/own")));

        Assert.Equal(["GET 504 '/slow' 1", "GET 200 '/own' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_timeout_in_front_of_the_middleware_is_not_a_client_that_went_away()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddRequestTimeouts();
        builder.Services.AddSingleton<Arrivals>();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseRouting();
            app.UseRequestTimeouts();
            app.UseHttpMetrics();
            app.MapGet("/slow", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted))
                .WithRequestTimeout(TimeSpan.FromMilliseconds(1));
            app.MapGet("/waits", (HttpContext context, Arrivals arrivals) =>
            {
                arrivals.Signal();
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            }).WithRequestTimeout(TimeSpan.FromHours(1));
        });

        Assert.Equal(504, await app.GetStatusAsync("/slow"));
        using (var client = await RawClient.GetAsync(app.Address, "/waits"))
        {
            await app.App.Services.GetRequiredService<Arrivals>().WaitAsync();
        }

        Assert.Equal(["GET 504 '/slow' 1", "GET 499 '/waits' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("/holds")]
    [InlineData("/holds-after-the-end")]
    [InlineData("/writes-nothing-more")]
    public async Task A_client_that_has_the_whole_response_may_disconnect(string path)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.MapGet("/holds", async (HttpContext context) =>
            {
                await SendAsync(context, "abc", length: 3);
                await AbortedAsync(context);
            });
            app.MapGet("/writes-nothing-more", async (HttpContext context) =>
            {
                await SendAsync(context, "abc", length: 3);
                await AbortedAsync(context);
                await context.Response.Body.WriteAsync(ReadOnlyMemory<byte>.Empty);
            });
            app.MapGet("/holds-after-the-end", (HttpContext context) =>
            {
                context.Response.OnCompleted(() => AbortedAsync(context));
                return SendAsync(context, "abc", length: 3);
            });
        });

        using (var client = await RawClient.GetAsync(app.Address, path))
        {
            Assert.EndsWith("abc", await client.ReadToEndAsync("abc"), StringComparison.Ordinal);
        }

        Assert.Equal([$"GET 200 '{path}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_body_that_middleware_in_front_collects_and_sends_elsewhere_is_not_judged()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                var body = context.Response.Body;
                using var collected = new MemoryStream();
                context.Response.Body = collected;
                await next(context);
                collected.Write("<footer>"u8);
                collected.Position = 0;
                context.Response.ContentLength = collected.Length;
                await collected.CopyToAsync(body);
            });
            app.UseHttpMetrics();
            app.MapGet("/hi", () => "hi");
        });

        Assert.Equal((200, 404), (await app.GetStatusAsync("/hi"), await app.GetStatusAsync("/absent")));

        Assert.Equal(["GET 200 '/hi' 1", "GET 404 '' 1"], await app.CountedAsync());
    }

    // When the rest of the pipeline has returned, nothing is known to be wrong.
    [Fact]
    public async Task A_client_that_leaves_while_a_middleware_in_front_sends_the_body_is_499()
    {
        var isSending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                await context.Response.WriteAsync("part");
                isSending.SetResult();
                await AbortedAsync(context);
            });
            app.UseHttpMetrics();
            app.MapGet("/later", () => { });
        });

        using (await RawClient.GetAsync(app.Address, "/later"))
        {
            await isSending.Task.InTime();
        }

        Assert.Equal(["GET 499 '/later' 1"], await app.CountedAsync());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_client_that_goes_away_while_it_sends_is_499(string protocol)
    {
        await using var app = await StartAsync(protocol, inFront: true);
        for (var i = 0; i < 20; i++)
        {
            using var cancellation = new CancellationTokenSource();
            using var content = new EndlessContent();
            var answer = app.Client.PostAsync(new Uri("/reads", UriKind.Relative), content, cancellation.Token);
            await app.App.Services.GetRequiredService<Arrivals>().WaitAsync();

            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
            await app.QuietAsync();
        }

        Assert.Equal(["POST 499 '/reads' 20"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_response_that_has_begun_in_front_of_the_middleware_is_left_alone()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                await context.Response.StartAsync();
                await next(context);
            });
            app.UseHttpMetrics();
            app.Map("/begun", context => context.Response.WriteAsync("abc"));
        });
        using var client = await RawClient.GetAsync(app.Address, "/begun", "Connection: Upgrade", "Upgrade: websocket");

        Assert.Contains("abc", await client.ReadToEndAsync(), StringComparison.Ordinal);

        Assert.Equal(["GET 200 '/begun' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_body_that_a_middleware_in_front_replaces_is_judged_by_the_middleware_alone()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                var original = context.Response.Body;
                using var buffer = new MemoryStream();
                context.Response.Body = buffer;
                await next(context);
                context.Response.Body = original;
                context.Response.ContentLength = 2 * buffer.Length;
                await original.WriteAsync(buffer.ToArray());
                await original.WriteAsync(buffer.ToArray());
            });
            app.UseHttpMetrics();
            app.MapGet("/doubled", () => "abc");
        });

        Assert.Equal("abcabc", await app.Client.GetStringAsync("/doubled"));

        Assert.Equal(["GET 200 '/doubled' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task Requests_of_the_test_server_have_these_statuses_too()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        await using var app = await TestApp.StartAsync(builder, Map);
        string[] broken = ["aborts-at-once", "aborts-in-the-middle", "short"];
        foreach (var name in broken)
        {
            await Record.ExceptionAsync(() => app.Client.GetStringAsync($"/{name}"));
            await app.QuietAsync();
        }

        Assert.Equal(200, await app.GetStatusAsync("/whole-with-length"));

        Assert.Equal([.. broken.Select(name => $"GET 500 '/{name}' 1"), "GET 200 '/whole-with-length' 1"], await app.CountedAsync());
    }

    private static Task<TestApp> StartAsync(string protocol, bool inFront)
    {
        var builder = TestApp.CreateBuilder(
            settings: ("Kestrel:EndpointDefaults:Protocols", protocol == "HTTP/2" ? "Http2" : "Http1"));
        if (inFront)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        }

        builder.Services.AddSingleton<Arrivals>();
        return StartAsync(builder, protocol, app =>
        {
            if (!inFront)
            {
                app.UseExceptionHandler("/none");
                app.UseHttpMetrics();
            }

            Map(app);
            MapWaits(app);
        });
    }

    private static async Task<TestApp> StartAsync(WebApplicationBuilder builder, string protocol, Action<WebApplication> configure)
    {
        var app = await TestApp.StartAsync(builder, configure);
        app.Client.DefaultRequestVersion = protocol == "HTTP/2" ? HttpVersion.Version20 : HttpVersion.Version11;
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return app;
    }

    private static void Map(WebApplication app)
    {
        foreach (var (name, endpoint) in Endpoints)
        {
            app.Map($"/{name}", endpoint);
        }
    }

    private static void MapWaits(WebApplication app)
    {
        MapWait("waits", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        MapWait("waits-and-returns", AbortedAsync);
        MapWait("waits-and-fails", async context =>
        {
            await AbortedAsync(context);
            throw new InvalidOperationException();
        });
        MapWait("waits-and-aborts", async context =>
        {
            await AbortedAsync(context);
            context.Abort();
        });

        // A server accepts what is sent to a client that is gone.
        MapWait("waits-and-answers", async context =>
        {
            await AbortedAsync(context);
            await SendAsync(context, "abc", length: 3);
        });
        MapWait("waits-and-answers-by-pipe", async context =>
        {
            await AbortedAsync(context);
            context.Response.ContentLength = 3;
            context.Response.BodyWriter.Write("abc"u8);
        });
        MapWait("waits-and-has-no-content", async context =>
        {
            await AbortedAsync(context);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            await context.Response.StartAsync(CancellationToken.None);
        });
        MapWait("waits-and-completes", async context =>
        {
            await AbortedAsync(context);
            await context.Response.CompleteAsync();
        });
        MapWait("waits-and-shows-an-error", async context =>
        {
            await AbortedAsync(context);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await SendAsync(context, "sorry", length: 5);
            throw new InvalidOperationException();
        });

        void MapWait(string name, RequestDelegate end) => app.Map($"/{name}", async (HttpContext context, bool begun) =>
        {
            if (begun)
            {
                await SendAsync(context, "abc", length: null);
            }

            context.RequestServices.GetRequiredService<Arrivals>().Signal();
            await end(context);
        });

        app.MapPost("/reads", async (HttpContext context, Arrivals arrivals) =>
        {
            var buffer = new byte[3];
            await context.Request.Body.ReadExactlyAsync(buffer, context.RequestAborted);
            arrivals.Signal();
            await context.Request.Body.ReadExactlyAsync(buffer, context.RequestAborted);
        });
    }

    private static Task AbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(aborted.SetResult);
        return aborted.Task;
    }

    private static async Task SendAsync(HttpContext context, string text, long? length)
    {
        context.Response.ContentLength = length;
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }

    private sealed class EndlessContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("abc"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Arrivals : IDisposable
    {
        private readonly SemaphoreSlim _arrivals = new(0);

        public void Signal() => _arrivals.Release();

        public Task WaitAsync() => _arrivals.WaitAsync().InTime();

        public void Dispose() => _arrivals.Dispose();
    }
}
