using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

public sealed class LoggingDiagnosticsTests
{
    [Fact]
    public void A_failing_collector_is_logged_when_it_begins_to_fail_and_when_it_recovers()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        var collector = new StubCollector();
        host.Registry().Register(collector);

        Collect(host.Registry());
        collector.Failure = new InvalidOperationException("the disk is gone");
        Collect(host.Registry());
        Collect(host.Registry());
        collector.Failure = null;
        Collect(host.Registry());
        Collect(host.Registry());
        collector.Failure = new TimeoutException("slow");
        var errors = host.Registry().GetSampleValue("metrics_collector_errors_total", ("collector", nameof(StubCollector)));

        var lines = log.Of("PrometheusMetrics.MetricRegistry");
        Assert.Equal([LogLevel.Warning, LogLevel.Information, LogLevel.Warning], lines.Select(line => line.Level));
        Assert.All(lines, line => Assert.Contains(nameof(StubCollector), line.Message, StringComparison.Ordinal));
        Assert.Equal("the disk is gone", lines[0].Exception?.Message);
        Assert.Equal(3, errors);
    }

    [Fact]
    public void A_metric_that_reaches_its_limit_of_series_is_logged_once()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, ("Prometheus:SeriesLimit", "2"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        foreach (var name in (string[])["orders_total", "returns_total"])
        {
            var family = host.Factory().CreateCounter(name, "", "customer");
            for (var i = 0; i < 5; i++)
            {
                family.WithLabels($"{i}").Inc();
            }
        }

        var lines = log.Of("PrometheusMetrics.MetricRegistry");
        Assert.All(lines, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.Equal(
            [
                "The metric orders_total has reached its limit of 2 series. "
                    + "New label values share one series, whose labels read _overflow; "
                    + "metrics_series_overflow_total counts on. Take label values from a small, closed set, or raise SeriesLimit.",
                "The metric returns_total has reached its limit of 2 series. "
                    + "New label values share one series, whose labels read _overflow; "
                    + "metrics_series_overflow_total counts on. Take label values from a small, closed set, or raise SeriesLimit.",
            ],
            lines.Select(line => line.Message));
        Assert.Equal(3, host.Registry().GetSampleValue("metrics_series_overflow_total", ("family", "returns_total")));
    }

    [Fact]
    public void An_application_may_listen_itself()
    {
        var own = new OwnDiagnostics();
        var builder = Worker.CreateBuilder();
        builder.Services.AddSingleton<MetricDiagnostics>(own);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        host.Registry().Register(new StubCollector { Failure = new InvalidOperationException() });

        Collect(host.Registry());

        Assert.Equal(nameof(StubCollector), own.Failed);
    }

    private static void Collect(MetricRegistry registry) => registry.Read().Dispose();

    private sealed class OwnDiagnostics : MetricDiagnostics
    {
        public string? Failed { get; private set; }

        public override void CollectorFailed(string collector, Exception exception) => Failed = collector;

        public override void CollectorRecovered(string collector)
        {
        }

        public override void SeriesLimitReached(string family, int limit)
        {
        }
    }
}
