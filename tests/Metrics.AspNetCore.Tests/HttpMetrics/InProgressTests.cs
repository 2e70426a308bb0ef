using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-256, R-257: a request is in progress until it ends, however it ends, and counted only then.</summary>
public sealed class InProgressTests
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_in_progress_until_it_is_answered(bool fails)
    {
        await using var app = await StartAsync();
        var answer = app.GetStatusAsync("/held");
        await _arrived.Task.InTime();
        Assert.Equal(1, app.InProgress());
        Assert.Null(
            app.Registry.FindSampleValue("http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "/held")));

        if (fails)
        {
            _release.SetException(new InvalidOperationException());
        }
        else
        {
            _release.SetResult();
        }

        Assert.Equal(fails ? 500 : 200, await answer);
        Assert.Equal([$"GET {(fails ? 500 : 200)} '/held' 1"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_request_whose_endpoint_is_known_is_in_progress_at_once()
    {
        double? inside = null;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseRouting();
            app.UseHttpMetrics();
            app.MapGet("/", (MetricRegistry registry) =>
            {
                inside = registry.FindSampleValue("http_requests_in_progress", ("method", "GET"));
            });
        });

        await app.GetStatusAsync("/");

        Assert.Equal(1, inside);
    }

    [Fact]
    public async Task A_request_without_an_endpoint_is_in_progress_while_it_waits()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.Run(async _ =>
            {
                _arrived.SetResult();
                await _release.Task;
            });
        });
        var answer = app.GetStatusAsync("/");
        await _arrived.Task.InTime();

        // The pipeline may still be returning its task to the middleware.
        Assert.True(SpinWait.SpinUntil(() => app.InProgress() == 1, Eventually.Deadline));

        _release.SetResult();
        await answer;
        await app.QuietAsync();
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_request_whose_client_disconnects_ends()
    {
        await using var app = await StartAsync();
        using var client = await RawClient.GetAsync(app.Address, "/held");
        await _arrived.Task.InTime();
        Assert.Equal(1, app.InProgress());

        client.Reset();
        await app.QuietAsync();

        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task Requests_of_other_methods_have_series_of_their_own()
    {
        await using var app = await StartAsync();
        var answer = app.GetStatusAsync("/held", "POST");
        await _arrived.Task.InTime();

        Assert.Equal((1, 0), (app.InProgress("POST"), app.InProgress()));

        _release.SetResult();
        await answer;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_not_measured_is_not_in_progress(bool beforeRouting)
    {
        await using var app = await StartAsync(beforeRouting);
        var answer = app.GetStatusAsync("/secret");
        await _arrived.Task.InTime();

        Assert.Equal(0, app.InProgress());

        _release.SetResult();
        await answer;
        Assert.Empty(await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    //
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scrape_does_not_count_itself_and_makes_no_series(bool beforeRouting)
    {
        await using var app = await StartAsync(beforeRouting);
        await app.SendAsync("HEAD", "/metrics");
        Assert.DoesNotContain("http_requests_in_progress{", await Get(), StringComparison.Ordinal);
        Assert.DoesNotContain("http_requests_in_progress{", await Get(), StringComparison.Ordinal);
        var answer = app.GetStatusAsync("/held");
        await _arrived.Task.InTime();

        Assert.Contains("http_requests_in_progress{method=\"GET\"} 1\n", await Get(), StringComparison.Ordinal);

        _release.SetResult();
        await answer;
        Assert.Equal(["GET 200 '/held' 1"], await app.CountedAsync());

        Task<string> Get() => app.Client.GetStringAsync("/metrics");
    }

    private Task<TestApp> StartAsync(bool beforeRouting = true) => TestApp.StartAsync(app =>
    {
        if (beforeRouting)
        {
            app.UseHttpMetrics().UseRouting();
        }
        else
        {
            app.UseRouting().UseHttpMetrics();
        }

        app.Map("/held", HoldAsync);
        app.Map("/secret", HoldAsync).DisableHttpMetrics();
        app.MapMetrics();
    });

    private Task HoldAsync(HttpContext context)
    {
        _arrived.SetResult();
        return _release.Task.WaitAsync(context.RequestAborted);
    }
}
