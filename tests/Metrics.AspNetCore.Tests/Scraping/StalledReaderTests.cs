using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A client that stops reading is cut off after a time, and costs no more than its buffers until then.</summary>
public sealed class StalledReaderTests
{
    private readonly TestTimeProvider _clock = new();
    private int _series;

    [Theory]
    [InlineData(null, 30)]
    [InlineData("00:00:07", 7)]
    public async Task A_client_that_stops_reading_is_cut_off_after_the_timeout(string? timeout, int seconds)
    {
        var source = new ScriptedSource(_ => Interlocked.Increment(ref _series) > 0);
        await using var app = await StartAsync(source, timeout);
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadSomeAsync(), StringComparison.Ordinal);
        var moment = TimeSpan.FromMilliseconds(1);
        int stalled;
        do
        {
            await WaitUntilStalledAsync(app);
            stalled = Volatile.Read(ref _series);
            _clock.Advance(TimeSpan.FromSeconds(seconds) - moment);
            Assert.False(source.Disposed.IsCompleted);
        }
        while (_clock.TimeToNextTimer != moment || Volatile.Read(ref _series) != stalled);

        _clock.Advance(moment);

        await source.Disposed.InTime();
        await app.QuietAsync();
        Assert.Equal(0, _clock.Timers);
        Assert.DoesNotContain("\r\n0\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(app.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task A_client_that_reads_within_the_timeout_is_not_cut_off()
    {
        var ends = false;
        var source = new ScriptedSource(_ => Interlocked.Increment(ref _series) > 0 && !Volatile.Read(ref ends));
        await using var app = await StartAsync(source, "00:00:10");
        using var client = await RawClient.GetAsync(app.Address, "/metrics");

        for (var i = 0; i < 4; i++)
        {
            await WaitUntilStalledAsync(app);
            _clock.Advance(TimeSpan.FromSeconds(9));
            var before = Volatile.Read(ref _series);
            while (Volatile.Read(ref _series) == before)
            {
                await client.ReadSomeAsync();
            }
        }

        Volatile.Write(ref ends, true);
        Assert.EndsWith("\r\n0\r\n\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_delays_no_other_scrape_and_holds_no_more_than_its_buffers()
    {
        var first = 0;
        var source = new ScriptedSource(i => i < 100 || (Interlocked.Increment(ref _series) > 0 && first == 1));
        await using var app = await StartAsync(source, null);
        first = 1;
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadSomeAsync(), StringComparison.Ordinal);
        await WaitUntilStalledAsync(app);
        var written = Volatile.Read(ref _series);
        first = 0;

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync("/metrics").InTime());
        }

        // Nothing was read for it: the three scrapes have asked for one series each, and it may have asked for one more before it stalled.
        Assert.InRange(Volatile.Read(ref _series), written + 3, written + 4);
        client.Reset();
        await app.QuietAsync();
    }

    // The timer is also set for a moment while the client still reads, but then more series follow. On a slow machine they may follow late,
    // but not after many other requests, which need the same threads.
    private async Task WaitUntilStalledAsync(TestApp app)
    {
        var (last, since) = (-1, 0);
        while (since < 50)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            Assert.Equal(200, await app.GetStatusAsync("/other").InTime());
            var series = Volatile.Read(ref _series);
            since = series == last && _clock.Timers == 1 ? since + 1 : 0;
            last = series;
        }
    }

    private Task<TestApp> StartAsync(ScriptedSource source, string? timeout)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:SendTimeout", timeout));
        builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<IMetricSource>(source);
        return TestApp.StartAsync(builder, app =>
        {
            app.MapMetrics();
            app.MapGet("/other", () => "hello");
        });
    }
}
