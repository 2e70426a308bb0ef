using PrometheusMetrics.Collection;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

public class WaitExtensionsTests : EngineTest
{
    private const string HttpRequests = "http_request_duration_seconds";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_that_is_there_is_returned_at_once()
    {
        Factory.CreateCounter("x", "", "a").WithLabels("1").Inc(3);

        var wait = Registry.WaitForSampleAsync("x_total", [("a", "1")], atLeast: 2, cancellationToken: Cancellation);

        Assert.True(wait.IsCompletedSuccessfully);
        Assert.Equal(3, await wait);
    }

    [Fact]
    public async Task A_value_is_read_again_until_it_is_reached()
    {
        var wait = WaitForX(atLeast: 2);
        Assert.False(wait.IsCompleted);
        var counter = Factory.CreateCounter("x", "");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        counter.Inc(2);
        Clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(2, await wait);
    }

    [Fact]
    public void Pauses_double_up_to_50_milliseconds()
    {
        _ = WaitForX(atLeast: 2);

        List<double> pauses = [];
        for (var i = 0; i < 8; i++)
        {
            var pause = Clock.TimeToNextTimer!.Value;
            pauses.Add(pause.TotalMilliseconds);
            Clock.Advance(pause);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 50, 50], pauses);
    }

    [Fact]
    public async Task After_30_seconds_it_says_what_the_value_was()
    {
        Factory.CreateCounter("x", "").Inc();
        var wait = WaitForX(atLeast: 2.5);

        AdvanceTo(TimeSpan.FromSeconds(29.9));
        Assert.False(wait.IsCompleted);
        AdvanceTo(TimeSpan.FromSeconds(30));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => wait);
        Assert.Equal("Waited 30 s in vain. x_total is 1, and not 2.5 or more.", exception.Message);
    }

    [Fact]
    public async Task After_the_timeout_it_says_what_there_is_instead()
    {
        Factory.CreateCounter("xy", "").Inc();
        var wait = WaitForX(atLeast: 1, TimeSpan.FromSeconds(0.25));

        AdvanceTo(TimeSpan.FromSeconds(0.25));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => wait);
        Assert.Equal("Waited 0.25 s in vain. There is no sample x_total. Did you mean 'xy_total'?", exception.Message);
    }

    [Fact]
    public async Task A_value_that_comes_with_the_end_of_the_time_counts()
    {
        var wait = WaitForX(atLeast: 1, TimeSpan.FromMilliseconds(1));
        Factory.CreateCounter("x", "").Inc();

        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, await wait);
    }

    [Fact]
    public async Task The_time_may_have_no_limit()
    {
        var wait = WaitForX(atLeast: 1, Timeout.InfiniteTimeSpan);

        for (var i = 0; i < 100; i++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.False(wait.IsCompleted);
        Factory.CreateCounter("x", "").Inc();
        Clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, await wait);
    }

    [Fact]
    public async Task A_negative_time_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            "timeout", () => Registry.WaitForSampleAsync("x", [], 1, TimeSpan.FromSeconds(-1), Cancellation));

    [Fact]
    public async Task The_token_ends_the_waiting()
    {
        using var source = new CancellationTokenSource();
        var wait = new Patience(null, Clock).WaitForSampleAsync(Registry, new SampleQuery("x_total", []), 1, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task NaN_is_no_value_that_was_reached()
    {
        Factory.CreateGauge("x", "").Set(double.NaN);
        var wait = new Patience(TimeSpan.Zero, Clock).WaitForSampleAsync(Registry, new SampleQuery("x", []), 1, Cancellation);

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => wait);
        Assert.Equal("Waited 0 s in vain. x is NaN, and not 1 or more.", exception.Message);
    }

    [Fact]
    public void Collectors_of_other_metrics_are_not_called_again_and_again()
    {
        var calls = 0;
        var other = new MetricDescriptor(MetricType.Gauge, "other", "");
        Registry.Register(new TestCollector([other], _ => calls++));

        _ = new Patience(null, Clock).WaitForSampleAsync(Registry, new SampleQuery("h_count", []), 1, Cancellation);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(0, calls);
    }

    [Theory]
    [InlineData("h_bucket")]
    [InlineData("h_count")]
    [InlineData("h_sum")]
    [InlineData("a_count")]
    public async Task Every_part_of_a_metric_can_be_awaited(string name)
    {
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [] }).Observe(1);
        Registry.Register(TestCollector.OfGauge("a_count"));

        (string, string?)[] labels = name == "h_bucket" ? [("le", "+Inf")] : [];

        Assert.Equal(1, await Registry.WaitForSampleAsync(name, labels, 1, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task HTTP_requests_are_counted_over_all_series()
    {
        var requests = Factory.CreateHistogram(HttpRequests, "", "method", "status", "route");
        requests.WithLabels("GET", "200", "/a").Observe(1);
        var wait = new Patience(null, Clock).WaitForHttpRequestsAsync(Registry, 3, Cancellation);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        requests.WithLabels("GET", "200", "/a").Observe(1);
        requests.WithLabels("GET", "404", "").Observe(1);
        Clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(3, await wait);
        Assert.Equal(3, await Registry.WaitForHttpRequestsAsync(2, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task HTTP_requests_that_do_not_come_are_explained()
    {
        const string Reason = " A request is recorded if it passes UseHttpMetrics, its endpoint does not disable the HTTP metrics, "
            + "and its response is complete.";
        var none = await Assert.ThrowsAsync<TimeoutException>(
            () => Registry.WaitForHttpRequestsAsync(2, TimeSpan.Zero, Cancellation));
        Factory.CreateHistogram(HttpRequests, "", "method", "status", "route").WithLabels("GET", "200", "/a").Observe(1);
        var one = await Assert.ThrowsAsync<TimeoutException>(
            () => Registry.WaitForHttpRequestsAsync(2, TimeSpan.Zero, Cancellation));

        Assert.Equal("Waited 0 s in vain. Of 2 HTTP requests, 0 are complete and recorded." + Reason, none.Message);
        Assert.Equal(
            "Waited 0 s in vain. Of 2 HTTP requests, 1 are complete and recorded: "
                + """http_request_duration_seconds_count{method="GET",status="200",route="/a"} 1.""" + Reason,
            one.Message);
    }

    private Task<double> WaitForX(double atLeast, TimeSpan? timeout = null) =>
        new Patience(timeout, Clock).WaitForSampleAsync(Registry, new SampleQuery("x_total", []), atLeast, Cancellation);

    // Timer by timer: a timer that is set by the callback of another one begins then.
    private void AdvanceTo(TimeSpan time)
    {
        var end = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + time;
        while (Clock.UtcNow < end)
        {
            var left = end - Clock.UtcNow;
            Clock.Advance(Clock.TimeToNextTimer is { } next && next < left ? next : left);
        }
    }
}
