using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>An exemplar of the duration has the trace of its own request.</summary>
public sealed class HttpExemplarTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly (string, string?) OfAllMetrics = ("Prometheus:ExemplarsFromActivity", "true");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_duration_has_the_trace_of_the_request_if_it_is_recorded(bool recorded)
    {
        await using var app = await StartAsync(_ => { }, OfAllMetrics);

        await GetAsync(app, "/", recorded);
        await app.QuietAsync();

        Assert.Equal(recorded ? [TraceId] : [], await TracesAsync(app));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_activity_that_is_current_when_the_response_ends_is_not_taken(bool recorded)
    {
        await using var app = await StartAsync(EndWithOtherActivity, OfAllMetrics);

        await GetAsync(app, "/", recorded);
        await app.QuietAsync();

        Assert.Equal(recorded ? [TraceId] : [], await TracesAsync(app));
    }

    [Fact]
    public async Task A_scrape_makes_no_exemplar()
    {
        await using var app = await StartAsync(_ => { }, OfAllMetrics);

        await GetAsync(app, "/metrics", recorded: true);
        await app.QuietAsync();

        Assert.Empty(await TracesAsync(app));
    }

    [Fact]
    public async Task Exemplars_of_one_metric_are_switched_off_by_its_options()
    {
        await using var app = await StartAsync(
            _ => { }, OfAllMetrics, ("Prometheus:HttpMetrics:Duration:Exemplars:FromActivity", "false"));

        await GetAsync(app, "/", recorded: true);
        await app.QuietAsync();

        Assert.Empty(await TracesAsync(app));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Exemplars_of_one_metric_are_switched_on_by_its_options(string others)
    {
        await using var app = await StartAsync(
            EndWithOtherActivity,
            ("Prometheus:ExemplarsFromActivity", others),
            ("Prometheus:HttpMetrics:Duration:Exemplars:FromActivity", "true"));

        await GetAsync(app, "/", recorded: true);
        await app.QuietAsync();

        Assert.Equal([TraceId], await TracesAsync(app));
    }

    private static void EndWithOtherActivity(WebApplication app) => app.Use(next => context =>
    {
        // Not in an asynchronous method, so that it stays current for the server.
        Activity.Current = new Activity("other") { ActivityTraceFlags = ActivityTraceFlags.Recorded }
            .SetParentId("00-ffffffffffffffffffffffffffffffff-00f067aa0ba902b7-01").Start();
        return next(context);
    });

    private static Task<TestApp> StartAsync(Action<WebApplication> before, params (string, string?)[] settings)
    {
        var builder = TestApp.CreateBuilder(settings: settings);
        return TestApp.StartAsync(builder, app =>
        {
            before(app);
            app.UseHttpMetrics();
            app.MapGet("/", () => "");
            app.MapMetrics();
        });
    }

    private static Task<string> GetAsync(TestApp app, string path, bool recorded) =>
        SendAsync(app, path, ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-{(recorded ? "01" : "00")}"));

    private static async Task<IEnumerable<string>> TracesAsync(TestApp app)
    {
        var body = await SendAsync(app, "/metrics", ("Accept", "application/openmetrics-text"));
        return body.Split('\n')
            .Where(line => line.Contains("# {", StringComparison.Ordinal))
            .Select(line => line.Split("trace_id=\"")[1].Split('"')[0])
            .ToList();
    }

    private static async Task<string> SendAsync(TestApp app, string path, (string Name, string Value) header)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null })
        {
            BaseAddress = app.Address,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
