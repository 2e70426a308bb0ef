using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;
using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Export;
using ExpositionFormat = PrometheusMetrics.Exposition.ExpositionFormat;

namespace Shop;

/// <summary>The preset for prometheus-net against prometheus-net's own middleware, over the same requests in one pipeline.</summary>
public sealed partial class PrometheusNetPresetTests
{
    private const string InProgress = "http_requests_in_progress";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("GET", "/order/7")]
    [InlineData("PUT", "/order/7")]
    [InlineData("GET", "/teapot")]
    [InlineData("DELETE", "/order/7")]
    public async Task Equal_requests_make_equal_series(string method, string path)
    {
        await using var shop = await ShopApp.StartAsync();

        await shop.SendAsync(method, path);
        await shop.SendAsync(method, path);

        var (theirs, ours) = await shop.ReadAsync();
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, ours);
    }

    // On purpose: before an endpoint is selected, the request may turn out to be a scrape.
    [Fact]
    public async Task An_unmatched_request_that_is_answered_at_once_is_not_in_progress()
    {
        await using var shop = await ShopApp.StartAsync();

        await shop.SendAsync("GET", "/nothing");

        var (theirs, ours) = await shop.ReadAsync();
        Assert.Contains(theirs, line => line.StartsWith(InProgress, StringComparison.Ordinal));
        Assert.Equal(theirs.Where(line => !line.StartsWith(InProgress, StringComparison.Ordinal)), ours);
    }

    /// <summary>Where ours differs on purpose. docs/http-metrics.md, "Presets", lists the same.</summary>
    [Theory]

    // A route has one leading slash, however it was declared, and controller and action of a conventional route are part of it.
    [InlineData("GET", "/api/stock/7",
        """code="200",method="GET",controller="Stock",action="Get",endpoint="api/Stock/{id:int}" """,
        """code="200",method="GET",controller="Stock",action="Get",endpoint="/api/Stock/{id:int}" """)]
    [InlineData("POST", "/api/Stock",
        """code="503",method="POST",controller="Stock",action="Post",endpoint="api/Stock" """,
        """code="503",method="POST",controller="Stock",action="Post",endpoint="/api/Stock" """)]
    [InlineData("GET", "/Home/Go",
        """code="200",method="GET",controller="Home",action="Go",endpoint="{controller}/{action}/{id?}" """,
        """code="200",method="GET",controller="Home",action="Go",endpoint="/Home/Go/{id?}" """)]

    // Route values are the client's: only an action has the labels for controller and action.
    [InlineData("GET", "/values/a/b",
        """code="200",method="GET",controller="a",action="b",endpoint="/values/{controller}/{action}" """,
        """code="200",method="GET",controller="",action="",endpoint="/values/{controller}/{action}" """)]

    // The status is what the client received, with the route of the request.
    [InlineData("GET", "/broken",
        """code="200",method="GET",controller="",action="",endpoint="/broken" """,
        """code="500",method="GET",controller="",action="",endpoint="/broken" """)]

    // Methods are a closed set.
    [InlineData("FOO", "/nothing",
        """code="404",method="FOO",controller="",action="",endpoint="" """,
        """code="404",method="_OTHER",controller="",action="",endpoint="" """)]
    public async Task It_differs_on_purpose(string method, string path, string theirs, string ours)
    {
        await using var shop = await ShopApp.StartAsync();

        await shop.SendAsync(method, path);

        var (theirSeries, ourSeries) = await shop.ReadAsync();
        Assert.Contains($"http_requests_received_total{{{theirs.Trim()}}} 1", theirSeries);
        Assert.Contains($"http_requests_received_total{{{ours.Trim()}}} 1", ourSeries);
        Assert.Contains($"http_request_duration_seconds_count{{{ours.Trim()}}} 1", ourSeries);
        Assert.Equal(Names(theirSeries), Names(ourSeries));
    }

    [Fact]
    public async Task A_request_in_progress_is_in_the_same_series()
    {
        await using var shop = await ShopApp.StartAsync();
        var answer = shop.SendAsync("GET", "/held");
        await shop.Arrived.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        var (theirs, ours) = await shop.ReadAsync();
        shop.Release.SetResult();
        await answer;

        Assert.Equal(["""http_requests_in_progress{method="GET",controller="",action="",endpoint="/held"} 1"""], theirs);
        Assert.Contains(theirs[0], ours);
    }

    private static IEnumerable<string> Names(IEnumerable<string> lines) =>
        lines.Select(line => line.Split('{')[0]).Where(name => name != InProgress);

    private sealed partial class ShopApp : IAsyncDisposable
    {
        private readonly CollectorRegistry _legacyRegistry;
        private readonly WebApplication _app;
        private HttpClient? _client;
        private TaskCompletionSource _completed = new();

        private ShopApp(WebApplication app, CollectorRegistry legacyRegistry)
        {
            _app = app;
            _legacyRegistry = legacyRegistry;
        }

        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static async Task<ShopApp> StartAsync()
        {
            var legacyRegistry = Metrics.NewCustomRegistry();
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Services.AddPrometheusMetrics(
                options => (options.ProcessMetrics, options.RuntimeMetrics) = (false, RuntimeMetricGroups.None));
            builder.Services.AddControllers().AddApplicationPart(typeof(StockController).Assembly);
            var app = builder.Build();
            var shop = new ShopApp(app, legacyRegistry);
            app.Use(async (context, next) =>
            {
                // Callbacks run in reverse order, so this one is the last.
                context.Response.OnCompleted(() =>
                {
                    shop._completed.SetResult();
                    return Task.CompletedTask;
                });
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException)
                {
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                }
            });
            HttpMetricsApplicationBuilderExtensions.UseHttpMetrics(app, options => options.Preset = HttpMetricsPreset.PrometheusNet);
            HttpMetricsMiddlewareExtensions.UseHttpMetrics(
                app, options => options.SetMetricFactory(Metrics.WithCustomRegistry(legacyRegistry)));
            app.MapGet("/order/{id}", () => "");
            app.MapPut("/order/{id}", () => Results.Accepted());
            app.MapGet("/teapot", () => Results.StatusCode(418));
            app.MapGet("/broken", (Func<string>)(() => throw new InvalidOperationException()));
            app.MapGet("/values/{controller}/{action}", () => "");
            app.MapGet("/held", async () =>
            {
                shop.Arrived.SetResult();
                await shop.Release.Task;
            });
            app.MapControllers();
            app.MapControllerRoute("conventional", "{controller}/{action}/{id?}");
            await app.StartAsync(TestContext.Current.CancellationToken);
            shop._client = app.GetTestClient();
            return shop;
        }

        public async Task SendAsync(string method, string path)
        {
            _completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            using var response = await _client!.SendAsync(request, TestContext.Current.CancellationToken);
            await _completed.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        }

        /// <summary>Returns the samples of both, in order, without those whose values are times: sums and buckets, of which the bound
        /// remains.</summary>
        public async Task<(IReadOnlyList<string> Theirs, IReadOnlyList<string> Ours)> ReadAsync()
        {
            using var theirs = new MemoryStream();
            await _legacyRegistry.CollectAndExportAsTextAsync(theirs, TestContext.Current.CancellationToken);
            using var ours = new MemoryStream();
            await ExpositionSerializer.WriteAsync(
                _app.Services.GetRequiredService<MetricRegistry>(), ExpositionFormat.Text, ours, TestContext.Current.CancellationToken);
            return (Comparable(theirs), Comparable(ours));
        }

        public async ValueTask DisposeAsync()
        {
            _client?.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        private static List<string> Comparable(MemoryStream body) =>
        [
            .. Encoding.UTF8.GetString(body.ToArray()).Split('\n')
                .Where(line => line.StartsWith("http_", StringComparison.Ordinal))
                .Where(line => !line.StartsWith("http_connection", StringComparison.Ordinal))
                .Where(line => !line.StartsWith("http_request_duration_seconds_sum", StringComparison.Ordinal))
                .Select(line => BucketValue().Replace(line, "$1"))
                .Order(StringComparer.Ordinal),
        ];

        [GeneratedRegex("""^(http_request_duration_seconds_bucket.*) \d+$""")]
        private static partial Regex BucketValue();
    }
}
