using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A collector that does not return costs neither the application nor the other metrics anything.</summary>
public sealed class HungCollectorTests : IDisposable
{
    private const string Header = "X-Prometheus-Scrape-Timeout-Seconds";

    private readonly TestTimeProvider _clock = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly SemaphoreSlim _entered = new(0);
    private readonly MetricDescriptor _family = new(MetricType.Gauge, "hung", "");
    private CollectionRequest _request;

    public void Dispose()
    {
        _released.Set();
        _entered.Dispose();
    }

    [Fact]
    public async Task The_application_answers_during_abandoned_scrapes_and_the_next_scrape_has_everything_else()
    {
        await using var app = await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => RawClient.GetAsync(app.Address, "/metrics")));
        Assert.True(await _entered.WaitAsync(Eventually.Deadline));
        await Eventually.HoldsAsync("all scrapes wait", () => _clock.Timers == clients.Length);
        Array.ForEach(clients, client => client.Reset());

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync("/other"));
        }

        await app.QuietAsync();
        var scrape = app.Client.GetStringAsync("/metrics");
        await Eventually.HoldsAsync("the scrape waits", () => _clock.Timers == 2);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var body = await scrape.InTime();

        Assert.Contains("\nfine 1\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\nhung", body, StringComparison.Ordinal);
        Assert.Equal(0, _entered.CurrentCount);
        var warning = Assert.Single(app.Log.AtLeast(LogLevel.Warning));
        Assert.StartsWith("The collector HungCollector failed", warning.Message, StringComparison.Ordinal);
    }

    // Prometheus gives up after its timeout, and then has no metrics at all. Any client can send the header, and a collector that takes
    // longer counts as failing.
    [Theory]
    [InlineData("10", 5)]
    [InlineData("3", 2.5)]
    [InlineData("2.5", 2)]
    [InlineData("1", 0.5)]
    [InlineData("0.75", 0.5)]
    [InlineData("0.5", 0.5)]
    [InlineData("0.000001", 0.5)]
    [InlineData("86400", 5)]
    public async Task Collectors_have_half_a_second_less_than_the_scrape_but_at_least_half_a_second(string timeout, double seconds)
    {
        await using var app = await StartAsync();
        var now = _clock.GetUtcNow();

        var scrape = ScrapeAsync(app, timeout);
        Assert.True(await _entered.WaitAsync(Eventually.Deadline));

        Assert.Equal(now.AddSeconds(seconds), _request.Deadline);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Contains("\nfine 1\n", await scrape.InTime(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_is_cancelled_before_the_scrape_of_the_usual_timeout_ends()
    {
        await using var app = await StartAsync(("Prometheus:CollectorTimeout", "00:01:00"));

        var scrape = ScrapeAsync(app, "10");
        Assert.True(await _entered.WaitAsync(Eventually.Deadline));
        var token = _request.CancellationToken;
        _clock.Advance(TimeSpan.FromSeconds(9.499));
        Assert.False(token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Contains("\nfine 1\n", await scrape.InTime(), StringComparison.Ordinal);
        await Eventually.HoldsAsync("the collector is cancelled", () => token.IsCancellationRequested);
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "endpoint.md"), TestContext.Current.CancellationToken);
        Assert.Contains("Prometheus waits 10 seconds for a scrape by default", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("1e9")]
    [InlineData("1e300")]
    [InlineData("2,5")]
    [InlineData("86401")]
    [InlineData("999999999999999999999999999999")]
    [InlineData("")]
    [InlineData("ten")]
    [InlineData("10", "3")]
    public async Task A_timeout_that_makes_no_sense_is_ignored(params string[] timeouts)
    {
        await using var app = await StartAsync();
        var now = _clock.GetUtcNow();

        var scrape = ScrapeAsync(app, timeouts);
        Assert.True(await _entered.WaitAsync(Eventually.Deadline));

        Assert.Equal(now.AddSeconds(5), _request.Deadline);
        _released.Set();
        Assert.Contains("\nhung 1\n", await scrape.InTime(), StringComparison.Ordinal);
    }

    private static async Task<string> ScrapeAsync(TestApp app, params string[] timeouts)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation(Header, timeouts);
        using var answer = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<TestApp> StartAsync(params (string Key, string? Value)[] settings)
    {
        var builder = TestApp.CreateBuilder(settings: settings);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        var app = await TestApp.StartAsync(builder, app =>
        {
            app.MapMetrics();
            app.MapGet("/other", () => "hello");
        });
        app.Factory.CreateGauge("fine", "").Set(1);
        app.Registry.Register(new HungCollector(this));
        return app;
    }

    private sealed class HungCollector(HungCollectorTests test) : ICollector
    {
        public IReadOnlyList<MetricDescriptor> Descriptors => [test._family];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            test._request = request;
            test._entered.Release();
            test._released.Wait(CancellationToken.None);
            visitor.ReportGauge(test._family, 1);
        }
    }
}
