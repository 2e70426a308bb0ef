using System.Runtime.CompilerServices;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

public sealed class ScrapeCacheTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Requests_at_the_same_time_share_one_collection()
    {
        var (count, release) = (0, new ManualResetEventSlim());
        var cache = Create(series =>
        {
            release.Wait();
            return series == 0 && Interlocked.Increment(ref count) > 0;
        });

        var bodies = Enumerable.Range(0, 8)
            .Select(_ => cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null)).ToList();
        release.Set();

        Assert.Single((await Task.WhenAll(bodies).InTime()).Distinct());
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var fails = true;
        var cache = Create(series => fails ? throw new FormatException() : series == 0);

        await Assert.ThrowsAsync<FormatException>(() => cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null));
        fails = false;

        Assert.NotEqual(0, (await cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null)).Length);
    }

    // A timer runs as long as there is a body.
    [Fact]
    public async Task Bodies_that_are_out_of_date_are_released_although_no_client_comes()
    {
        var time = new TestTimeProvider();
        var cache = new ScrapeCache(new ScriptedSource(series => series == 0), Duration, time);
        Assert.Equal(0, time.Timers);
        foreach (var format in new[] { ExpositionFormat.Text, ExpositionFormat.OpenMetrics, ExpositionFormat.Protobuf })
        {
            await cache.GetAsync(format, BodyCompression.None, null).InTime();
        }

        time.Advance(Duration / 2);
        var last = await cache.GetAsync(ExpositionFormat.OpenMetrics2, BodyCompression.None, null).InTime();
        Assert.Equal(1, time.Timers);

        time.Advance(Duration / 2);
        Assert.Equal(1, time.Timers);
        Assert.Equal(last, await cache.GetAsync(ExpositionFormat.OpenMetrics2, BodyCompression.None, null).InTime());

        time.Advance(Duration);
        Assert.Equal(0, time.Timers);
        Assert.NotEqual(last, await cache.GetAsync(ExpositionFormat.OpenMetrics2, BodyCompression.None, null).InTime());
        Assert.Equal(1, time.Timers);
    }

    [Fact]
    public async Task A_failure_that_no_client_waits_for_any_more_is_observed()
    {
        await UnobservedExceptions.AssertNoneAsync<UnseenException>(async () =>
        {
            var cache = Create(_ => throw new UnseenException());
            await Task.WhenAny(cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null)).InTime();
        });
    }

    [Fact]
    public async Task A_collection_that_clients_share_has_no_context_of_the_request_that_began_it()
    {
        var local = new AsyncLocal<string?> { Value = "of the request" };
        var seen = new List<string?>();
        var cache = Create(series =>
        {
            seen.Add(local.Value);
            return series == 0;
        });

        var body = cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null);

        Assert.False(ExecutionContext.IsFlowSuppressed());
        await body.InTime();
        Assert.Equal([null, null], seen);
        Assert.Equal("of the request", local.Value);
    }

    [Fact]
    public async Task A_request_that_suppresses_its_context_gets_a_body_and_goes_on_to_suppress_it()
    {
        var cache = Create(series => series == 0);
        var flow = ExecutionContext.SuppressFlow();

        var body = cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null);

        Assert.True(ExecutionContext.IsFlowSuppressed());
        flow.Undo();
        Assert.NotEqual(0, (await body.InTime()).Length);
    }

    // The timer of the system's clock keeps the context in which it was created.
    [Fact]
    public async Task The_context_of_a_request_is_not_kept_with_its_body()
    {
        var cache = new ScrapeCache(new ScriptedSource(series => series == 0), TimeSpan.FromDays(1), TimeProvider.System);

        var kept = await Task.Run(() => RequestAsync(cache));

        await Eventually.HoldsAsync("the context is collected", () =>
        {
            GC.Collect();
            return !kept.IsAlive;
        });
        GC.KeepAlive(cache);
    }

    private static ScrapeCache Create(Func<int, bool> script) => new(new ScriptedSource(script), Duration, new TestTimeProvider());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RequestAsync(ScrapeCache cache)
    {
        var local = new AsyncLocal<object> { Value = new object() };
        await cache.GetAsync(ExpositionFormat.Text, BodyCompression.None, null).InTime();
        return new WeakReference(local.Value);
    }

    private sealed class UnseenException : Exception;
}
