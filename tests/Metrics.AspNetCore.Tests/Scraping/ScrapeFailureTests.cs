using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>R-142, R-245: what is sent is whole, or an error status, or an aborted connection; never a shortened body that looks
/// whole.</summary>
public sealed class ScrapeFailureTests
{
    [Fact]
    public async Task A_collector_that_fails_half_way_loses_its_family_and_nothing_else()
    {
        await using var app = await TestApp.StartAsync(app => app.MapMetrics());
        app.Factory.CreateGauge("a", "").Set(1);
        app.Factory.CreateGauge("z", "").Set(2);
        app.Registry.Register(new BreaksAfterTwo());

        var body = await app.Client.GetStringAsync("/metrics");

        Assert.DoesNotContain("broken", body.Replace(nameof(BreaksAfterTwo), "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\na 1\n", body, StringComparison.Ordinal);
        Assert.Contains("""metrics_collector_errors_total{collector="BreaksAfterTwo"} 1""", body, StringComparison.Ordinal);
        Assert.EndsWith("\nz 2\n", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task It_is_500_without_details_if_the_configuration_says_so(string method)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:FailOnCollectorError", "true"));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        app.Factory.CreateGauge("a", "").Set(1);
        app.Registry.Register(new BreaksAfterTwo());

        using var answer = await app.SendAsync(method, "/metrics");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Empty(answer.Headers.Vary);
        Assert.Equal(method == "GET" ? "The collector BreaksAfterTwo failed. The reason is in the application's log.\n" : "", body);
        Assert.Contains(app.Log.Lines, line => line.Exception?.Message == "the secret of the disk");
    }

    [Fact]
    public async Task The_500_keeps_the_headers_of_others()
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:FailOnCollectorError", "true"));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.Use((context, next) =>
            {
                context.Response.Headers.XFrameOptions = "DENY";
                return next(context);
            });
            app.MapMetrics();
        });
        app.Registry.Register(new BreaksAfterTwo());

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(["DENY"], answer.Headers.GetValues("X-Frame-Options"));
    }

    [Fact]
    public async Task It_is_500_without_compression_if_a_collection_fails_while_it_is_written()
    {
        await using var app = await StartAsync(new ScriptedSource(i => i < 100 ? true : throw new CollectionFailedException("half")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add("Accept-Encoding", "gzip");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal("half\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_failure_before_the_first_byte_is_500_and_nothing_else()
    {
        await using var app = await StartAsync(new ScriptedSource(i => i < 100 ? true : throw new InvalidOperationException("half")));

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Null(answer.Content.Headers.ContentType);
        Assert.Contains(app.Log.AtLeast(LogLevel.Error), line => line.Exception?.Message == "half");
    }

    [Fact]
    public async Task A_failure_before_the_first_byte_can_have_an_error_page()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(i => i < 100 ? true : throw new InvalidOperationException("half")));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseExceptionHandler("/error");
            app.MapMetrics();
            app.Map("/error", () => Results.Text("sorry", statusCode: 418));
        });

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal((418, "sorry"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Empty(answer.Headers.Vary);
    }

    [Fact]
    public async Task A_failure_after_the_first_bytes_breaks_the_connection()
    {
        var source = new ScriptedSource(i => i < 10_000 ? true : throw new InvalidOperationException("half"));
        await using var app = await StartAsync(source);

        using var answer = await app.Client.GetAsync(new Uri("/metrics", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());

        await source.Disposed.InTime();
        await app.QuietAsync();
        Assert.Contains(app.Log.AtLeast(LogLevel.Error), line => line.Exception?.Message == "half");
    }

    [Fact]
    public async Task A_failure_after_the_first_bytes_sends_no_end_mark()
    {
        await using var app = await StartAsync(new ScriptedSource(i => i < 10_000 ? true : throw new InvalidOperationException("half")));
        using var client = await RawClient.GetAsync(app.Address, "/metrics");

        var answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_the_first_bytes_breaks_a_stream_of_http2()
    {
        var builder = TestApp.CreateBuilder(settings: ("Kestrel:EndpointDefaults:Protocols", "Http2"));
        builder.Services.AddSingleton<IMetricSource>(
            new ScriptedSource(i => i < 10_000 ? true : throw new InvalidOperationException("half")));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        app.Client.DefaultRequestVersion = HttpVersion.Version20;
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Client.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_failure_after_the_first_bytes_breaks_the_connection_also_behind_an_exception_handler()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(
            new ScriptedSource(i => i < 10_000 ? true : throw new InvalidOperationException("half")));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseExceptionHandler("/error");
            app.UseHttpMetrics();
            app.MapMetrics();
            app.Map("/error", () => "sorry");
        });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Client.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_client_that_disconnects_ends_its_scrape_and_no_other()
    {
        var source = new ScriptedSource(_ => true);
        Exception? seen = null;
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(source);
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.Use(async (context, next) => seen = await Record.ExceptionAsync(() => next(context)));
            app.MapMetrics();
            app.MapGet("/other", () => "hello");
        });
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadSomeAsync(), StringComparison.Ordinal);

        client.Reset();

        await source.Disposed.InTime();
        await app.QuietAsync();
        Assert.Empty(app.Log.AtLeast(LogLevel.Error));
        Assert.Null(seen);
        Assert.Equal(200, await app.GetStatusAsync("/other"));
    }

    [Fact]
    public async Task A_client_that_disconnects_during_the_collection_ends_it()
    {
        // Its time passes only here, however slow the machine is.
        var clock = new TestTimeProvider();
        var collector = new WaitsForToken();
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(clock);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        app.Registry.Register(collector);
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        await collector.Arrived.InTime();

        client.Reset();
        await app.QuietAsync();

        Assert.Empty(app.Log.AtLeast(LogLevel.Warning));
        clock.Advance(TimeSpan.FromSeconds(5));
    }

    private static Task<TestApp> StartAsync(ScriptedSource source)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(source);
        return TestApp.StartAsync(builder, app => app.MapMetrics());
    }

    private sealed class BreaksAfterTwo : ICollector
    {
        private static readonly MetricDescriptor Family = new(MetricType.Gauge, "broken", "", "drive");

        public IReadOnlyList<MetricDescriptor> Descriptors => [Family];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            visitor.BeginFamily(Family);
            visitor.Gauge(Family.Labels("c"), new GaugeSample(1));
            visitor.Gauge(Family.Labels("d"), new GaugeSample(1));
            throw new InvalidOperationException("the secret of the disk");
        }
    }

    private sealed class WaitsForToken : ICollector
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Arrived => _arrived.Task;

        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            _arrived.TrySetResult();
            request.CancellationToken.WaitHandle.WaitOne();
            request.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
