using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Refresh;

public sealed class RefresherTests
{
    private static readonly string Failed =
        "Warning: The refresher stock failed, so the metrics keep their old values. " +
        "Further failures are only counted in metrics_refresher_errors_total until it recovers.";

    private static readonly string TookTooLong =
        "Warning: The refresher stock did not return within 00:00:02, so the metrics keep their old values until it returns. " +
        "Further failures are only counted in metrics_refresher_errors_total until it recovers.";

    private static readonly string Recovered = "Information: The refresher stock works again.";

    [Fact]
    public async Task Each_collection_shows_what_the_refresher_has_just_set()
    {
        using var host = await RefreshingHost.StartAsync();

        Assert.Equal(1, await host.CollectAsync().InTime());
        Assert.Equal(2, await host.CollectAsync().InTime());
        Assert.Equal(3, host.Source.GetSampleValue("stock_items"));
        Assert.Equal((0, 0), (host.Failures("error"), host.Failures("timeout")));
        Assert.Empty(host.Lines);
    }

    [Fact]
    public async Task A_collection_of_some_names_refreshes_too()
    {
        using var host = await RefreshingHost.StartAsync();

        using var reader = await host.Source.ReadAsync(new() { Names = new HashSet<string> { "process_threads" } }).AsTask().InTime();

        Assert.Equal(1, host.Calls);
    }

    [Fact]
    public async Task The_registry_itself_is_read_without_a_refresh()
    {
        using var host = await RefreshingHost.StartAsync();

        Assert.Equal(0, host.Registry.GetSampleValue("stock_items"));
        Assert.Equal(0, host.Calls);
    }

    [Fact]
    public void Without_refreshers_the_source_is_the_registry()
    {
        using var provider = new ServiceCollection().AddPrometheusMetrics().Services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<MetricRegistry>(), provider.GetRequiredService<IMetricSource>());
    }

    [Fact]
    public async Task The_source_has_the_names_and_the_labels_of_the_registry()
    {
        using var host = await RefreshingHost.StartAsync(
            null, ("Prometheus:NameValidation", "Utf8"), ("Prometheus:Labels:team", "shop"));

        Assert.NotSame(host.Registry, host.Source);
        Assert.Equal(NameValidation.Utf8, host.Source.NameValidation);
        Assert.Equal("shop", Assert.Single(host.Source.Labels.Values.ToArray()));
    }

    [Fact]
    public async Task Collections_at_the_same_time_share_a_refresh_and_the_next_one_begins_another()
    {
        using var host = await RefreshingHost.StartAsync();
        var result = host.Hold();
        var collections = Enumerable.Range(0, 20).Select(_ => host.CollectAsync()).ToList();
        await host.CalledAsync(1);

        Assert.DoesNotContain(collections, collection => collection.IsCompleted);
        result.SetResult(7);

        Assert.All(await Task.WhenAll(collections).InTime(), value => Assert.Equal(7, value));
        Assert.Equal(1, host.Calls);
        Assert.Equal(7, await host.CollectAsync().InTime());
        Assert.Equal(2, host.Calls);
    }

    [Fact]
    public async Task All_refreshers_run_at_once()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var host = await RefreshingHost.StartAsync(metrics => metrics
            .AddRefresher("first", (_, _) => MeetAsync(first, second), RefreshingHost.AtMost)
            .AddRefresher("second", (_, _) => MeetAsync(second, first), RefreshingHost.AtMost));

        Assert.Equal(1, await host.CollectAsync().InTime());

        static async ValueTask MeetAsync(TaskCompletionSource own, TaskCompletionSource other)
        {
            own.TrySetResult();
            await other.Task;
        }
    }

    [Fact]
    public async Task After_its_time_the_old_value_goes_out_and_the_new_one_comes_with_the_next_collection()
    {
        using var host = await RefreshingHost.StartAsync();
        await host.CollectAsync().InTime();
        var result = host.Hold();

        var late = host.CollectAsync();
        await host.CalledAsync(2);
        host.Clock.Advance(RefreshingHost.AtMost);

        Assert.Equal(1, await late.InTime());
        Assert.Equal((0, 1), (host.Failures("error"), host.Failures("timeout")));
        Assert.Equal([TookTooLong], host.Lines);

        host.Refresh = _ => throw new InvalidOperationException("The value of the call before is there already.");
        result.SetResult(7);
        await Eventually.HoldsAsync("the late value", () => host.Registry.GetSampleValue("stock_items") == 7);
        Assert.Equal(7, await host.CollectAsync().InTime());
    }

    // No time passes in the later collections, so they would never end if they waited.
    [Fact]
    public async Task A_refresher_that_never_returns_is_called_once_and_makes_no_later_collection_wait()
    {
        using var host = await RefreshingHost.StartAsync(metrics => metrics.AddRefresher("other", Other, RefreshingHost.AtMost));
        host.Hold();
        var first = host.CollectAsync();
        await host.CalledAsync(1);
        await Eventually.HoldsAsync("one timer, of the call that hangs", () => host.Clock.Timers == 1);
        host.Clock.Advance(RefreshingHost.AtMost);
        await first.InTime();

        for (var i = 0; i < 10; i++)
        {
            await host.CollectAsync().InTime();
        }

        Assert.Equal((1, 11), (host.Calls, host.Registry.GetSampleValue("others_total")));
        Assert.Equal((0, 11), (host.Failures("error"), host.Failures("timeout")));
        Assert.Equal((0, 0), (host.Failures("error", "other"), host.Failures("timeout", "other")));
        Assert.Equal([TookTooLong], host.Lines);
        await Eventually.HoldsAsync("no timer", () => host.Clock.Timers == 0);

        static ValueTask Other(IServiceProvider services, CancellationToken cancellationToken)
        {
            services.GetRequiredService<IMetricFactory>().CreateCounter("others_total", "Help.").Inc();
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task A_refresher_that_blocks_its_thread_delays_no_collection_beyond_its_time()
    {
        using var release = new ManualResetEventSlim();
        using var host = await RefreshingHost.StartAsync();
        host.Refresh = _ =>
        {
            release.Wait(CancellationToken.None);
            return Task.FromResult(7.0);
        };

        var collection = host.CollectAsync();
        await host.CalledAsync(1);
        host.Clock.Advance(RefreshingHost.AtMost);

        Assert.Equal(0, await collection.InTime());
        release.Set();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refresher_that_throws_leaves_the_old_value_and_is_logged_once_until_it_recovers(bool atOnce)
    {
        using var host = await RefreshingHost.StartAsync();
        await host.CollectAsync().InTime();
        host.Refresh = async _ =>
        {
            if (!atOnce)
            {
                await Task.Yield();
            }

            throw new FormatException("No stock.");
        };

        Assert.Equal(1, await host.CollectAsync().InTime());
        Assert.Equal(1, await host.CollectAsync().InTime());

        Assert.Equal((2, 0), (host.Failures("error"), host.Failures("timeout")));
        Assert.Equal([Failed], host.Lines);
        Assert.IsType<FormatException>(Assert.Single(host.Log.Of(RefreshingHost.Category)).Exception);

        host.Refresh = _ => Task.FromResult(9.0);
        Assert.Equal(9, await host.CollectAsync().InTime());
        Assert.Equal(9, await host.CollectAsync().InTime());
        Assert.Equal([Failed, Recovered], host.Lines);
    }

    [Fact]
    public async Task What_ends_a_call_that_took_too_long_is_told_to_those_who_look_for_it()
    {
        using var host = await RefreshingHost.StartAsync();
        var result = host.Hold();
        var collection = host.CollectAsync();
        await host.CalledAsync(1);
        host.Clock.Advance(RefreshingHost.AtMost);
        await collection.InTime();

        result.SetException(new FormatException("No stock."));

        await Eventually.HoldsAsync("a second line", () => host.Lines.Count == 2);
        Assert.Equal([TookTooLong, "Debug: The refresher stock failed after its time was over."], host.Lines);
    }

    [Fact]
    public async Task A_logger_that_throws_costs_no_collection()
    {
        using var host = await RefreshingHost.StartAsync(metrics => metrics.Services.AddLogging(
            logging => logging.Services.AddSingleton<ILoggerProvider, ThrowingLogger>()));
        host.Refresh = _ => throw new FormatException();

        Assert.Equal(0, await host.CollectAsync().InTime());
        Assert.Equal(0, await host.CollectAsync().InTime());
        Assert.Equal((2, 2), (host.Calls, host.Failures("error")));
    }

    [Fact]
    public async Task A_collection_waits_at_most_half_of_the_time_that_it_has()
    {
        using var host = await RefreshingHost.StartAsync();
        host.Hold();

        var collection = host.CollectAsync(new() { Deadline = host.Clock.UtcNow.AddSeconds(1) });
        await host.CalledAsync(1);
        host.Clock.Advance(TimeSpan.FromSeconds(0.5) - TimeSpan.FromTicks(1));
        Assert.False(collection.IsCompleted);
        host.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(0, await collection.InTime());
        Assert.Equal((1, 1), (host.Calls, host.Failures("timeout")));

        // The call itself has time left: a client with a short timeout proves nothing about it.
        Assert.Empty(host.Lines);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task A_deadline_may_be_past_or_far_away(long seconds)
    {
        using var host = await RefreshingHost.StartAsync();
        host.Hold();
        var deadline = seconds < 0 ? host.Clock.UtcNow.AddSeconds(seconds) : DateTimeOffset.MaxValue;

        var collection = host.CollectAsync(new() { Deadline = deadline });
        await host.CalledAsync(1);
        host.Clock.Advance(seconds < 0 ? TimeSpan.Zero : RefreshingHost.AtMost);

        Assert.Equal(0, await collection.InTime());
    }

    [Fact]
    public async Task A_collection_that_is_cancelled_ends_alone()
    {
        using var host = await RefreshingHost.StartAsync();
        var result = host.Hold();
        using var client = new CancellationTokenSource();
        var gone = host.CollectAsync(new() { CancellationToken = client.Token });
        var patient = host.CollectAsync();
        await host.CalledAsync(1);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.InTime());
        Assert.False(patient.IsCompleted);
        result.SetResult(7);
        Assert.Equal(7, await patient.InTime());
        Assert.Equal((1, 0), (host.Calls, host.Failures("timeout")));
        Assert.Throws<OperationCanceledException>(() => host.Source.Read(new() { CancellationToken = client.Token }));
    }

    [Fact]
    public async Task A_refresher_may_read_the_metrics()
    {
        RefreshingHost? host = null;
        host = await RefreshingHost.StartAsync();
        host.Refresh = async _ => await host.CollectAsync() + host.Source.GetSampleValue("stock_items") + 5;

        Assert.Equal(5, await host.CollectAsync().InTime());
        Assert.Equal(1, host.Calls);
        host.Dispose();
    }

    [Fact]
    public async Task A_refresher_sees_nothing_of_the_request_that_needs_it()
    {
        using var host = await RefreshingHost.StartAsync();
        var context = new AsyncLocal<double> { Value = 5 };
        host.Refresh = _ => Task.FromResult(context.Value);

        Assert.Equal(0, await host.CollectAsync().InTime());
    }

    [Fact]
    public async Task The_call_in_progress_is_cancelled_when_the_host_is_disposed_and_not_before()
    {
        var host = await RefreshingHost.StartAsync();
        var (token, started) = (CancellationToken.None, new TaskCompletionSource());
        host.Refresh = async cancellationToken =>
        {
            token = cancellationToken;
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        };
        var collection = host.CollectAsync();
        await started.Task.InTime();

        await host.StopHostAsync();
        Assert.False(token.IsCancellationRequested);
        host.Dispose();

        Assert.True(token.IsCancellationRequested);
        Assert.Equal(0, await collection.InTime());
        Assert.Empty(host.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_refresher_throws_when_the_host_is_disposed_is_observed(bool inCallback)
    {
        await UnobservedExceptions.AssertNoneAsync<UnseenException>(async () =>
        {
            var host = await RefreshingHost.StartAsync();
            var (started, end) = (new TaskCompletionSource(), new TaskCompletionSource<double>());
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Refresh = cancellationToken =>
            {
                cancellationToken.Register(() =>
                {
                    cancelled.SetResult();
                    _ = inCallback ? throw new UnseenException() : 0;
                });
                started.SetResult();
                return end.Task;
            };
            var collection = host.CollectAsync();
            await started.Task.InTime();

            host.Dispose();
            await collection.InTime();
            await cancelled.Task.InTime();
            end.SetException(new UnseenException());
        });
    }

    private sealed class UnseenException : Exception;

    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (exception is FormatException)
            {
                throw new InvalidOperationException("The disk is full.");
            }
        }

        public void Dispose()
        {
        }
    }
}
