using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Textfile;

public class TextfileExportTests
{
    [Fact]
    public async Task An_earlier_file_with_a_name_that_the_application_uses_otherwise_does_not_end_the_writes()
    {
        using var host = TextfileHost.Build();
        await File.WriteAllTextAsync(
            host.FilePath, "batch_job_duration_seconds{batch_job=\"import\"} 5\n", TestContext.Current.CancellationToken);
        host.Host.Factory().CreateGauge("batch_job_duration_seconds", "Another metric.").Set(7);
        await host.Host.StartAsync();

        await host.StopAsync();

        Assert.DoesNotContain("batch_job_duration_seconds{batch_job=\"import\"} 5", host.Lines);
        Assert.Contains("batch_job_duration_seconds 7", host.Lines);
    }

    [Fact]
    public async Task The_file_is_written_at_shutdown_after_every_service_has_stopped()
    {
        using var host = await TextfileHost.StartAsync();
        var gauge = host.Host.Factory().CreateGauge("x", "");
        gauge.Set(3);
        Assert.False(File.Exists(host.FilePath));

        await host.StopAsync();

        Assert.Contains("x 3", host.Lines);
    }

    [Fact]
    public async Task The_file_is_written_on_an_interval()
    {
        using var host = await TextfileHost.StartAsync(
            ("Interval", "00:00:10"), ("Timeout", "1.00:00:00"), ("WriteOnShutdown", "false"));
        var gauge = host.Host.Factory().CreateGauge("x", "");
        gauge.Set(1);

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync("the first write", () => File.Exists(host.FilePath));
        Assert.Contains("x 1", host.Lines);

        gauge.Set(2);
        await Eventually.HoldsAsync("the second write", () =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(10));
            return host.Lines.Contains("x 2");
        });

        // Or a write that is under way would come after the folder has gone.
        await host.StopAsync();
    }

    [Fact]
    public async Task Nothing_is_written_without_a_path()
    {
        using var host = await TextfileHost.StartAsync(("Path", ""));

        await host.StopAsync();

        Assert.False(File.Exists(host.FilePath));
        Assert.Null(host.Host.Registry().FindSampleValue("metrics_export_attempts_total"));
    }

    [Fact]
    public async Task Metrics_that_every_application_has_are_left_out_without_a_warning()
    {
        using var host = await TextfileHost.StartAsync();
        host.Host.Factory().CreateGauge("x", "");
        host.Host.Factory().CreateGauge("metrics_x", "");

        await host.StopAsync();

        Assert.Equal(["# TYPE x gauge", "x 0"], host.Lines);
        Assert.Empty(host.Log.AtLeast(LogLevel.Warning));
    }

    [Theory]
    [InlineData("StandardMetrics", "true")]
    [InlineData("Include", "x,*_*")]
    public async Task Metrics_that_every_application_has_are_written_on_request_except_those_of_the_process(string key, string value)
    {
        using var host = await TextfileHost.StartAsync((key, value));
        host.Host.Factory().CreateGauge("x", "");
        host.Host.Factory().CreateGauge("metrics_x", "");

        await host.StopAsync();

        Assert.Contains("x 0", host.Lines);
        Assert.Contains("metrics_x 0", host.Lines);
        Assert.Contains(host.Lines, line => line.StartsWith("dotnet_gc_", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Lines, line => line.Contains("process_cpu_seconds_total", StringComparison.Ordinal));
        Assert.Empty(host.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task Patterns_choose_the_metrics()
    {
        using var host = await TextfileHost.StartAsync(("Include", "http_*, rows_total"), ("Exclude:0", "http_?"));
        foreach (var name in (string[])["http_a", "http_ab", "rows", "other"])
        {
            host.Host.Factory().CreateCounter(name, "");
        }

        await host.StopAsync();

        Assert.Equal(["http_ab_total 0", "rows_total 0"], host.Lines.Where(line => line[0] != '#'));
    }

    [Fact]
    public async Task Metrics_that_would_displace_those_of_node_exporter_are_left_out_and_warned_of_once()
    {
        using var host = await TextfileHost.StartAsync(("Interval", "00:00:01"));
        host.Host.Factory().CreateGauge("go_x", "");
        host.Host.Factory().CreateGauge("process_x", "");

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync("the write", () => File.Exists(host.FilePath));
        await host.StopAsync();

        var warning = Assert.Single(host.Log.AtLeast(LogLevel.Warning));
        Assert.Equal(
            "These metrics are left out of the text file, because node_exporter has such metrics itself, or ends when it reads them: " +
            "go_x, process_x. Rename them, or exclude them by Prometheus:Textfile:Exclude.",
            warning.Message);
        Assert.DoesNotContain(host.Lines, line => line.Contains("_x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_write_is_logged_once()
    {
        using var host = await TextfileHost.StartAsync();
        host.Host.Factory().CreateGauge("x", "");

        await host.StopAsync();

        var line = Assert.Single(host.Log.Of(TextfileHost.Category));
        Assert.Equal(
            (LogLevel.Information, $"The metrics were written to the text file '{host.FilePath}' for the first time: 19 bytes."),
            (line.Level, line.Message));
    }

    [Fact]
    public async Task A_failed_write_is_counted_and_logged_with_its_reason()
    {
        using var host = await TextfileHost.StartAsync(("Path", "/missing/app.prom"), ("Interval", "00:00:01"));

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(
            "a failure",
            () => host.Host.Registry().FindSampleValue(
                "metrics_export_attempts_total", ("exporter", "Textfile"), ("outcome", "failure")) == 1);

        await Eventually.HoldsAsync("a warning", () => host.Log.AtLeast(LogLevel.Warning).Count > 0);
        Assert.Contains(
            "The text file '/missing/app.prom' was not written, and is unchanged: the folder '/missing' does not exist.",
            host.Log.AtLeast(LogLevel.Warning)[0].Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_use_is_logged_at_start()
    {
        using var host = await TextfileHost.StartAsync(("Interval", "00:00:10"));

        var line = Assert.Single(host.Log.Of("PrometheusMetrics.Hosting.StartupReport"));
        Assert.EndsWith(
            $" Exporters: 'Textfile' every 00:00:10 and at shutdown, to {host.FilePath}.", line.Message, StringComparison.Ordinal);
    }

    // A write replaces the whole file.
    [Fact]
    public async Task The_last_success_of_a_job_stays_when_it_fails_in_a_later_process()
    {
        using var host = TextfileHost.Build();
        await File.WriteAllTextAsync(
            host.FilePath,
            """
            # TYPE batch_job_last_success_timestamp_seconds gauge
            batch_job_last_success_timestamp_seconds{batch_job="import"} 1700000000.5
            batch_job_last_success_timestamp_seconds{batch_job="a\"b\\c\nd"} 1700000001
            batch_job_last_success_timestamp_seconds{team="a,\"b\"}=\\",zone="",batch_job="labelled"} 1700000002
            batch_job_last_completion_timestamp_seconds{batch_job="import"} 1700000000
            batch_job_failures_total{batch_job="import"} 7
            batch_job_last_success_timestamp_seconds{batch_job="broken"} one
            other{batch_job="import"} 5

            """);
        await host.Host.StartAsync();
        await Assert.ThrowsAsync<IOException>(
            () => host.Host.Services.GetRequiredService<IMetricPusher>().RunJobAsync("import", _ => throw new IOException()));

        await host.StopAsync();

        Assert.Equal(
            [
                "batch_job_duration_seconds{batch_job=\"import\"} 0",
                "batch_job_failures_total{batch_job=\"import\"} 1",
                $"batch_job_last_completion_timestamp_seconds{{batch_job=\"import\"}} {host.Clock.UtcNow.ToUnixTimeSeconds()}",
                "batch_job_last_success_timestamp_seconds{batch_job=\"import\"} 1700000000.5",
                """batch_job_last_success_timestamp_seconds{batch_job="a\"b\\c\nd"} 1700000001""",
                "batch_job_last_success_timestamp_seconds{batch_job=\"labelled\"} 1700000002",
            ],
            host.Lines.Where(line => line[0] != '#'));
    }
}
