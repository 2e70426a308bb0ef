using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

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

    private static ScrapeCache Create(Func<int, bool> script) => new(new ScriptedSource(script), Duration, new TestTimeProvider());
}
