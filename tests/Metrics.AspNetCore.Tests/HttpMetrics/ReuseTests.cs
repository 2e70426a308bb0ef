using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>A measurement is used again together with the context of its request, and never apart from it.</summary>
public sealed class ReuseTests
{
    [Fact]
    public async Task What_an_application_keeps_of_a_request_does_not_reach_the_request_of_another_connection()
    {
        IEndpointFeature? endpoint = null;
        IHttpRequestLifetimeFeature? lifetime = null;
        Stream? body = null;
        var builder = TestApp.CreateBuilder();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.MapGet("/keeps", (HttpContext context) =>
            {
                endpoint = context.Features.GetRequiredFeature<IEndpointFeature>();
                lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
                body = context.Response.Body;
                return "kept";
            });
            app.MapGet("/next", async (HttpContext context) =>
            {
                endpoint!.Endpoint = new Endpoint(null, null, "other");
                lifetime!.Abort();
                await Record.ExceptionAsync(() => body!.WriteAsync("foreign"u8.ToArray()).AsTask());
                await context.Response.WriteAsync("next");
            });
        });
        using var other = new HttpClient { BaseAddress = app.Address };
        using (var keeping = new HttpClient { BaseAddress = app.Address })
        {
            Assert.Equal("kept", await keeping.GetStringAsync("/keeps"));
            await app.QuietAsync();
        }

        Assert.Equal("next", await other.GetStringAsync("/next"));

        Assert.Equal(["GET 200 '/keeps' 1", "GET 200 '/next' 1"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_context_is_not_kept_alive()
    {
        WeakReference? context = null;
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        await using var app = await TestApp.StartAsync(builder, app => app.MapGet("/", (HttpContext current) => Keep(current)));
        await app.GetStatusAsync("/");
        await app.QuietAsync();

        await Eventually.HoldsAsync("the context is collected", () =>
        {
            GC.Collect();
            return !context!.IsAlive;
        });

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Keep(HttpContext current) => context = new WeakReference(current);
    }

    [Fact]
    public void A_request_that_completes_synchronously_allocates_nothing_and_is_counted()
    {
        using var registry = new MetricRegistry();
        var measurements = CreateMeasurements(registry);
        var endpoint = new Endpoint(null, null, null);
        var middleware = new HttpMetricsMiddleware(
            context =>
            {
                context.SetEndpoint(endpoint);
                return Task.CompletedTask;
            },
            measurements);
        var server = new OneContext();
        RequestDelegate application = middleware.InvokeAsync;
        var requests = 0;

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            requests++;
            Assert.True(server.Run(application));
        }));

        Assert.Equal(requests, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "")));
    }

    [Fact]
    public async Task A_pipeline_that_outlives_its_response_reaches_no_other_request()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var orphan = Task.CompletedTask;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                var handling = next(context);
                if (context.Request.Path != "/slow")
                {
                    return handling;
                }

                orphan = handling;
                context.Response.StatusCode = 504;
                return Task.CompletedTask;
            });
            app.UseHttpMetrics(options => options.AddLabel("tenant", _ => "a"));
            app.MapGet("/slow", async () =>
            {
                await release.Task;
                throw new FormatException();
            });
            app.MapGet("/next", () => "next");
        });

        Assert.Equal(504, await app.GetStatusAsync("/slow"));
        await app.QuietAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync("/next"));
        }

        await app.QuietAsync();
        Assert.Equal(1, app.InProgress());
        release.SetResult();
        await Assert.ThrowsAsync<FormatException>(() => orphan);

        Assert.Equal((1, 3), (Count("504", "/slow"), Count("200", "/next")));
        Assert.Equal(0, app.InProgress());

        double? Count(string status, string route) => app.Registry.FindSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", status), ("route", route), ("tenant", "a"));
    }

    [Fact]
    public void A_server_that_completes_a_response_before_the_pipeline_has_returned_gets_no_exception()
    {
        using var registry = new MetricRegistry();
        var server = new OneContext();
        var middleware = new HttpMetricsMiddleware(
            context =>
            {
                context.SetEndpoint(new Endpoint(null, null, null));
                server.Complete();
                throw new FormatException();
            },
            CreateMeasurements(registry));

        for (var i = 0; i < 2; i++)
        {
            Assert.Throws<FormatException>(() => server.Run(middleware.InvokeAsync));
        }

        Assert.Equal(0, registry.GetSampleValue("http_requests_in_progress", ("method", "GET")));
        Assert.Equal(2, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "")));
    }

    [Fact]
    public void A_request_whose_response_the_server_never_completes_leaves_nothing_to_the_next_one()
    {
        using var registry = new MetricRegistry();
        var options = new HttpMetricsOptions();
        options.AddRouteParameter("id");
        var failure = new ExceptionHandlerFeature { RouteValues = new RouteValueDictionary { ["id"] = "first" } };
        var middleware = new HttpMetricsMiddleware(
            context =>
            {
                // As the exception handler does before it executes the pipeline again.
                if (failure is not null)
                {
                    context.Features.Set<IExceptionHandlerFeature>(failure);
                    context.SetEndpoint(null);
                }

                context.Features.Set<IExceptionHandlerFeature>(null);
                context.Request.RouteValues["id"] = "second";
                return Task.CompletedTask;
            },
            CreateMeasurements(registry, options));
        var server = new OneContext();

        server.Abandon(middleware.InvokeAsync);
        failure = null;
        server.Run(middleware.InvokeAsync);

        Assert.Equal(1, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", ""), ("id", "second")));
        Assert.Null(registry.FindSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", ""), ("id", "first")));
    }

    [Fact]
    public void A_request_that_hides_its_measurement_before_the_pipeline_runs_again_counts_once()
    {
        using var registry = new MetricRegistry();
        var middleware = new HttpMetricsMiddleware(
            context =>
            {
                Hide(context);
                return Task.CompletedTask;
            },
            CreateMeasurements(registry));
        var server = new OneContext();

        server.Run(async context =>
        {
            await middleware.InvokeAsync(context);
            await middleware.InvokeAsync(context);
        });
        server.Run(middleware.InvokeAsync);

        Assert.Equal(2, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "")));
    }

    [Fact]
    public void A_request_that_hides_its_measurement_and_goes_through_the_pipeline_again_counts_as_it_came()
    {
        using var registry = new MetricRegistry();
        RequestDelegate again = _ => Task.CompletedTask;
        var middleware = new HttpMetricsMiddleware(
            context =>
            {
                var next = again;
                again = _ => Task.CompletedTask;
                Hide(context);
                context.Request.Method = "PUT";
                return next(context);
            },
            CreateMeasurements(registry));
        again = middleware.InvokeAsync;

        new OneContext().Run(middleware.InvokeAsync);

        Assert.Equal(1, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "")));
        Assert.Null(registry.FindSampleValue(
            "http_request_duration_seconds_count", ("method", "PUT"), ("status", "200"), ("route", "")));
    }

    [Fact]
    public void An_endpoint_that_middleware_in_front_selects_is_seen_on_a_server_that_keeps_its_features()
    {
        using var registry = new MetricRegistry();
        var middleware = new HttpMetricsMiddleware(_ => Task.CompletedTask, CreateMeasurements(registry));
        var server = new OneContext();
        server.Run(context =>
        {
            // The server has no such feature.
            context.Features.Set<IEndpointFeature>(null);
            return middleware.InvokeAsync(context);
        });

        server.Run(
            context =>
            {
                context.SetEndpoint(TestEndpoint.Create("/a"));
                return middleware.InvokeAsync(context);
            },
            keepsFeatures: true);

        Assert.Equal(1, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "/a")));
    }

    // whatever the threads do at the same time.
    [Fact]
    public async Task A_request_that_continues_on_another_thread_leaves_nothing_in_progress()
    {
        using var registry = new MetricRegistry();
        var measurements = CreateMeasurements(registry);
        Endpoint[] endpoints =
        [
            new(null, null, null), new(null, new EndpointMetadataCollection(new MeasureAsConnectionAttribute()), null),
        ];
        var random = new Random(1);
        var middleware = new HttpMetricsMiddleware(
            context =>
            {
                var endpoint = endpoints[random.Next(2)];
                var handling = Task.Run(() => context.SetEndpoint(endpoint));
                Thread.SpinWait(random.Next(300));
                return handling;
            },
            measurements);
        var server = new OneContext();

        for (var i = 0; i < 100_000; i++)
        {
            await server.RunAsync(middleware.InvokeAsync);
        }

        Assert.Equal(0, registry.GetSampleValue("http_requests_in_progress", ("method", "GET")));
        Assert.Equal(0, registry.GetSampleValue("http_connections_in_progress", ("route", "")));
    }

    // As an application may, which replaces features by its own.
    private static void Hide(HttpContext context)
    {
        context.Features.Set<IEndpointFeature>(new EndpointFeature());
        context.Features.Set<IHttpRequestLifetimeFeature>(
            new WrappedLifetime(context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>()));
    }

    private static RequestMeasurements CreateMeasurements(MetricRegistry registry, HttpMetricsOptions? options = null) =>
        new(new HttpInstruments(new MetricFactory(registry), options ?? new HttpMetricsOptions()), TimeProvider.System);

    private sealed class EndpointFeature : IEndpointFeature
    {
        public Endpoint? Endpoint { get; set; }
    }

    private sealed class WrappedLifetime(IHttpRequestLifetimeFeature inner) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted
        {
            get => inner.RequestAborted;
            set => inner.RequestAborted = value;
        }

        public void Abort() => inner.Abort();
    }

    /// <summary>A server that uses one context again.</summary>
    private sealed class OneContext : IHttpResponseFeature, IEndpointFeature
    {
        private readonly DefaultHttpContext _context = new();
        private readonly Stack<(Func<object, Task> Callback, object State)> _completed = [];
        private readonly IHttpRequestLifetimeFeature _lifetime = new HttpRequestLifetimeFeature();
        private readonly IHttpResponseBodyFeature _body = new StreamResponseBodyFeature(Stream.Null);

        public OneContext()
        {
            _context.Features.Set<IHttpResponseFeature>(this);
            _context.Request.Method = "GET";
        }

        public int StatusCode { get; set; } = 200;

        public string? ReasonPhrase { get; set; }

        public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

        public Stream Body { get; set; } = Stream.Null;

        public bool HasStarted => false;

        public Endpoint? Endpoint { get; set; }

        public bool Run(RequestDelegate application, bool keepsFeatures = false)
        {
            if (!keepsFeatures)
            {
                Reset();
            }

            return application(_context).IsCompletedSuccessfully & Complete();
        }

        public void Abandon(RequestDelegate application)
        {
            Reset();
            application(_context);
            _completed.Clear();
        }

        public async Task RunAsync(RequestDelegate application)
        {
            Reset();
            await application(_context);
            Complete();
        }

        public bool Complete()
        {
            var isSynchronous = true;
            while (_completed.TryPop(out var completed))
            {
                isSynchronous &= completed.Callback(completed.State).IsCompletedSuccessfully;
            }

            return isSynchronous;
        }

        private void Reset()
        {
            Endpoint = null;
            _context.Features.Set<IEndpointFeature>(this);
            _context.Features.Set(_lifetime);
            _context.Features.Set(_body);
        }

        public void OnStarting(Func<object, Task> callback, object state)
        {
        }

        public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));
    }
}
