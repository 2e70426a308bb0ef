using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>Scrapes beyond the limit are rejected at once, and the others are independent of each other.</summary>
public sealed class ScrapeLimitTests : IDisposable
{
    private const string Rejection =
        "1 scrapes are in progress, which is the limit. Scrape less often, or raise Prometheus:Endpoint:ScrapeLimit.\n";

    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _released = new(0);

    public void Dispose()
    {
        _begun.Dispose();
        _released.Dispose();
    }

    [Fact]
    public async Task A_scrape_beyond_the_limit_is_rejected_at_once_with_what_to_change()
    {
        await using var app = await StartAsync(
            TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:ScrapeLimit", "1")), app => app.MapMetrics());
        var first = app.SendAsync("GET", "/metrics");
        await _begun.WaitAsync().InTime();

        using var rejected = await app.SendAsync("GET", "/metrics").InTime();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, rejected.StatusCode);
        Assert.Equal("1", rejected.Headers.RetryAfter?.ToString());
        Assert.Equal("text/plain; charset=utf-8", rejected.Content.Headers.ContentType?.ToString());
        Assert.Equal(Rejection, await rejected.Content.ReadAsStringAsync());
        _released.Release(2);
        using (var whole = await first.InTime())
        {
            Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
            Assert.Contains("scripted{", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Without a pause: the client has the first body, so its place is free.
        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
        Assert.Empty(app.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task Each_endpoint_has_a_limit_of_its_own()
    {
        await using var app = await StartAsync(TestApp.CreateBuilder(), app =>
        {
            app.MapMetrics("/a", options => options.ScrapeLimit = 1);
            app.MapMetrics("/b", options => options.ScrapeLimit = 1);
        });
        var (a, b) = (app.GetStatusAsync("/a"), app.GetStatusAsync("/b"));
        await _begun.WaitAsync().InTime();
        await _begun.WaitAsync().InTime();

        Assert.Equal((503, 503), (await app.GetStatusAsync("/a"), await app.GetStatusAsync("/b")));

        _released.Release(2);
        Assert.Equal((200, 200), (await a, await b));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20_000)]
    public async Task A_scrape_that_fails_or_whose_client_disconnects_leaves_its_place(int throwsAt)
    {
        var fails = true;
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(
            i => i == throwsAt && fails ? throw new InvalidOperationException("half") : i < 20_000));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics("/metrics", options => options.ScrapeLimit = 1));

        for (var i = 0; i < 3; i++)
        {
            await app.GetStatusAsync("/metrics");
            await app.QuietAsync();
            using (var client = await RawClient.GetAsync(app.Address, "/metrics"))
            {
                await client.ReadSomeAsync();
                client.Reset();
            }

            await app.QuietAsync();
        }

        fails = false;
        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
    }

    private async Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(i =>
        {
            if (i == 1)
            {
                _begun.Release();
                _released.Wait();
            }

            return i < 2;
        }));
        return await TestApp.StartAsync(builder, configure);
    }
}
