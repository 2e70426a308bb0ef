using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

/// <summary>A server in code, without a host.</summary>
public sealed class MetricsServerTests
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Fact]
    public async Task It_serves_its_source_at_the_address_that_it_tells()
    {
        await using var server = await TestMetricsServer.StartAsync();

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}/metrics"), Assert.Single(server.Addresses));
        Assert.EndsWith(TestMetricsServer.Sample, await server.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_starts_and_stops_while_the_thread_of_a_user_interface_waits_for_it()
    {
        using var folder = new TemporaryFolder();
        var token = folder.Write("token", "one");

        var server = BlockedContext.Wait(() => TestMetricsServer.StartAsync(options => options.BearerTokenFile = token));
        BlockedContext.Wait(() => server.StopAsync());
        BlockedContext.Wait(() => server.DisposeAsync().AsTask());
    }

    //
    [Theory]
    [InlineData("/metrics", "/metrics", HttpStatusCode.OK)]
    [InlineData("/metrics", "/Metrics/", HttpStatusCode.OK)]
    [InlineData("/metrics", "/metrics/x", HttpStatusCode.NotFound)]
    [InlineData("/metrics", "/m", HttpStatusCode.NotFound)]
    [InlineData("/metrics", "/", HttpStatusCode.NotFound)]
    [InlineData("/m", "/m", HttpStatusCode.OK)]
    [InlineData("/m", "/metrics", HttpStatusCode.NotFound)]
    [InlineData("/", "/", HttpStatusCode.OK)]
    public async Task Its_path_is_the_only_one_with_metrics(string option, string path, HttpStatusCode status)
    {
        await using var server = await TestMetricsServer.StartAsync(options => options.Path = option);

        using var response = await server.SendAsync(HttpMethod.Get, path);

        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.EndsWith(
            status == HttpStatusCode.OK ? TestMetricsServer.Sample : $"The metrics are at {option}.\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_at_the_root_gets_a_page_with_a_link()
    {
        await using var server = await TestMetricsServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/", ("Accept", Browser));

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(
            "<a href=\"metrics\">/metrics</a>",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    //
    [Fact]
    public async Task HEAD_gives_the_headers_and_other_methods_are_not_allowed()
    {
        await using var server = await TestMetricsServer.StartAsync();

        using var head = await server.SendAsync(HttpMethod.Head);
        using var get = await server.SendAsync(HttpMethod.Get);
        using var post = await server.SendAsync(HttpMethod.Post);

        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
    }

    [Fact]
    public async Task It_negotiates_and_compresses_as_an_endpoint_does()
    {
        await using var server = await TestMetricsServer.StartAsync();

        using var response = await server.SendAsync(
            HttpMethod.Get, headers: [("Accept", "application/openmetrics-text;version=1.0.0"), ("Accept-Encoding", "gzip")]);

        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task Two_servers_run_side_by_side_with_sources_of_their_own()
    {
        var other = new MetricRegistry();
        new MetricFactory(other).CreateGauge("other", "").Set(2);
        await using var server = await TestMetricsServer.StartAsync();
        await using var second = await MetricsServer.StartAsync(
            other, new() { Host = "127.0.0.1", Port = 0 }, TestContext.Current.CancellationToken);

        Assert.EndsWith(TestMetricsServer.Sample, await server.GetAsync(), StringComparison.Ordinal);
        Assert.EndsWith("other 2\n", await second.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public Task It_starts_and_stops_ten_times_at_one_port() => FreedPort.RunAsync(async () =>
    {
        int? port = 0;
        for (var i = 0; i < 10; i++)
        {
            await using var server = await TestMetricsServer.StartAsync(options => options.Port = port);
            port = server.Port;

            Assert.EndsWith(TestMetricsServer.Sample, await server.GetAsync(), StringComparison.Ordinal);
        }
    });

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var server = await TestMetricsServer.StartAsync();

        var error = await Assert.ThrowsAsync<IOException>(() => TestMetricsServer.StartAsync(options => options.Port = server.Port));

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"Port {server.Port} of 127.0.0.1 is in use: choose another port for the metrics, ")
            + "or stop the program that listens there.",
            error.Message);
    }

    [Fact]
    public async Task Stopping_twice_is_harmless_and_nothing_listens_afterwards()
    {
        var server = await TestMetricsServer.StartAsync();

        await server.StopAsync(TestContext.Current.CancellationToken);
        await server.StopAsync(TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        await server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => server.GetAsync());
    }

    [Fact]
    public async Task A_scrape_in_progress_delays_the_stop_for_five_seconds_at_most()
    {
        var (entered, release) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var time = new TestTimeProvider();
        var source = new ScriptedSource(_ =>
        {
            entered.TrySetResult();
            release.Wait();
            return false;
        });
        var server = await MetricsServer.StartAsync(
            source, new() { Host = "127.0.0.1", Port = 0 }, null, time, TestContext.Current.CancellationToken);
        var scrape = server.GetAsync();
        await entered.Task.InTime();

        var stopping = server.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(stopping.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        await stopping.InTime();
        await Assert.ThrowsAsync<HttpRequestException>(() => scrape.InTime());
        release.Set();
    }

    [Fact]
    public async Task An_error_of_a_scrape_is_logged_and_a_client_sees_no_details()
    {
        var log = new LogList();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var server = await MetricsServer.StartAsync(
            new ScriptedSource(_ => throw new FormatException("internal")),
            new() { Host = "127.0.0.1", Port = 0, LoggerFactory = loggers },
            TestContext.Current.CancellationToken);

        using var response = await server.SendAsync(HttpMethod.Get);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains("internal", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scrapes_themselves_are_measured_in_a_registry()
    {
        var registry = TestMetricsServer.CreateRegistry();
        var options = new MetricsServerOptions { Host = "127.0.0.1", Port = 0 };
        options.Endpoint.ScrapeMetrics = true;
        await using var server = await MetricsServer.StartAsync(registry, options, TestContext.Current.CancellationToken);

        Assert.Contains("metrics_scrapes_in_progress 1\n", await server.GetAsync(), StringComparison.Ordinal);

        await Eventually.HoldsAsync(
            "the scrape is counted", () => registry.FindSampleValue("metrics_scrapes_total", ("status", "200")) == 1);
    }

    [Fact]
    public async Task The_scrapes_of_another_source_cannot_be_measured()
    {
        var options = new MetricsServerOptions { Port = 0 };
        options.Endpoint.ScrapeMetrics = true;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => MetricsServer.StartAsync(new ScriptedSource(_ => false), options, TestContext.Current.CancellationToken));

        Assert.Contains("ScrapeMetrics", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrapes_within_the_time_of_the_cache_share_one_collection()
    {
        var (time, count) = (new TestTimeProvider(), 0);
        var source = new ScriptedSource(series => series == 0 && Interlocked.Increment(ref count) > 0);
        await using var server = await MetricsServer.StartAsync(
            source,
            new() { Host = "127.0.0.1", Port = 0, Endpoint = new() { CacheFor = TimeSpan.FromSeconds(5) } },
            null,
            time,
            TestContext.Current.CancellationToken);

        var first = await server.GetAsync();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(first, await server.GetAsync());
        using (var head = await server.SendAsync(HttpMethod.Head))
        {
            Assert.Equal(first.Length, head.Content.Headers.ContentLength);
        }

        Assert.Equal(1, count);
        await server.GetAsync(("Accept-Encoding", "gzip"));
        Assert.Equal(2, count);
        using (var part = await server.SendAsync(HttpMethod.Get, "/metrics?name[]=scripted"))
        {
            Assert.Equal(3, count);
        }

        time.Advance(TimeSpan.FromSeconds(0.2));
        await server.GetAsync();
        Assert.Equal(4, count);
    }

    [Fact]
    public async Task Nothing_is_written_to_the_console()
    {
        var (written, console) = (new StringWriter(), Console.Out);
        Console.SetOut(written);
        try
        {
            await using var server = await TestMetricsServer.StartAsync();
            await server.GetAsync();
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.DoesNotContain("127.0.0.1", written.ToString(), StringComparison.Ordinal);
    }
}
