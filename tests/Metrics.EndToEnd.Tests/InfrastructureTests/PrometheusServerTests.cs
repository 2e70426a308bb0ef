using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class PrometheusServerTests : IClassFixture<PrometheusServerTests.Fixture>
{
    private readonly Shared<ScrapedPages> _pages;

    public PrometheusServerTests(Fixture fixture) => _pages = fixture.Pages;

    [Fact]
    public async Task It_scrapes_a_page_and_returns_its_values()
    {
        var prometheus = (await _pages.GetAsync()).Prometheus;
        await prometheus.WaitForUpAsync("text");

        var jobs = await prometheus.SingleAsync("acme_jobs_total", "text");
        Assert.Equal(3, jobs.Value);
        Assert.Equal("C:\\temp \"x\"\nend", jobs.Labels["path"]);
        Assert.Equal("Πρ☃", jobs.Labels["unicode"]);
        var ratios = await prometheus.SamplesAsync("acme_ratio", job: "text");
        Assert.Equal(
            [("nan", double.NaN), ("neginf", double.NegativeInfinity), ("posinf", double.PositiveInfinity), ("small", 1e-05)],
            ratios.Select(ratio => (ratio.Labels["kind"], ratio.Value)).Order());
        var count = await prometheus.SamplesAsync(
            """scalar(count(acme_ratio{job="text"}))""", samples => !double.IsNaN(samples[0].Value));
        Assert.Equal(4, Assert.Single(count).Value);
    }

    [Fact]
    public async Task What_a_failed_scrape_hides_is_awaited()
    {
        var pages = await _pages.GetAsync();
        var prometheus = pages.Prometheus;
        await prometheus.SingleAsync("acme_tests_total");
        await Eventually.HoldsAsync("no sample", async () => (await prometheus.QueryAsync("acme_tests_total")).Count == 0);

        Assert.Equal(3, (await prometheus.SingleAsync("acme_tests_total")).Value);
    }

    [Fact]
    public async Task The_message_of_the_time_out_has_the_query_all_samples_and_the_output()
    {
        var prometheus = (await _pages.GetAsync()).Prometheus;

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => prometheus.SingleAsync("vector(3)", "absent", TimeSpan.Zero));

        Assert.Contains("vector(3) of the job absent", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\n{} 3\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Listening on", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_returns_the_metadata_of_a_family()
    {
        var prometheus = (await _pages.GetAsync()).Prometheus;
        await prometheus.WaitForUpAsync("text");

        var one = await prometheus.MetadataAsync("acme_jobs_total");
        var all = await prometheus.MetadataAsync();

        var expected = new FamilyMetadata("text", "acme_jobs_total", "counter", "Jobs done.", "");
        Assert.Contains(expected, one);
        Assert.Contains(expected, all);
        Assert.Contains(new FamilyMetadata("text", "acme_ratio", "gauge", "Special values.", ""), all);
    }

    [Fact]
    public async Task It_stores_exemplars_when_its_flag_says_so()
    {
        var prometheus = (await _pages.GetAsync()).Prometheus;
        await prometheus.WaitForUpAsync("exemplar");

        var exemplar = Assert.Single(await prometheus.ExemplarsAsync("acme_tasks_total"));

        Assert.Equal("abc", exemplar.Labels["trace_id"]);
        Assert.Equal("acme_tasks_total", exemplar.SeriesLabels["__name__"]);
        Assert.Equal(0.5, exemplar.Value);
    }

    [Fact]
    public async Task It_returns_why_a_target_is_down()
    {
        var prometheus = (await _pages.GetAsync()).Prometheus;

        // A scrape may also take too long.
        const string Reason = "strconv.ParseFloat";
        await Eventually.HoldsAsync("a scrape that failed because of the page", async () =>
        {
            var nonsense = (await prometheus.TargetsAsync()).Single(target => target.Job == "nonsense");
            var failure = await Assert.ThrowsAsync<TimeoutException>(() => prometheus.WaitForUpAsync("nonsense", TimeSpan.Zero));
            return nonsense.Health == "down"
                && nonsense.LastError.Contains(Reason, StringComparison.Ordinal)
                && failure.Message.Contains(Reason, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_proxy_requests_the_text_format_instead()
    {
        var pages = await _pages.GetAsync();
        await pages.Prometheus.WaitForUpAsync("proxy");

        Assert.Equal(3, (await pages.Prometheus.SingleAsync("acme_jobs_total", "proxy")).Value);
        Assert.NotEmpty(pages.Proxy.ContentTypes);
        Assert.All(pages.Proxy.ContentTypes, type => Assert.Equal(ScrapedPages.TextFormat, type));
        Assert.All(pages.AskedThroughProxy, asked => Assert.Equal("text/plain;version=0.0.4 /metrics", asked));
    }

    [Fact]
    public async Task It_refuses_a_query_with_a_message()
    {
        var prometheus = (await _pages.GetAsync()).Prometheus;

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => prometheus.QueryAsync("rate("));

        Assert.Contains("parse error", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_that_it_does_not_know_is_named_in_the_failure()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PrometheusServer.StartAsync([], "--no-such-flag"));

        Assert.Contains("unknown long flag '--no-such-flag'", failure.Message, StringComparison.Ordinal);
    }

    public sealed class Fixture : IAsyncDisposable
    {
        internal Shared<ScrapedPages> Pages { get; } = new(ScrapedPages.StartAsync);

        public ValueTask DisposeAsync() => Pages.DisposeAsync();
    }
}
