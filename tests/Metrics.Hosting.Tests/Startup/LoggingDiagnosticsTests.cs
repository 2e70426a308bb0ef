using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
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
            var family = host.Factory().CreateCounter(name, "Help.", "customer");
            for (var i = 0; i < 5; i++)
            {
                family.WithLabels($"{i}").Inc();
            }
        }

        var lines = log.Of("PrometheusMetrics.MetricRegistry");
        Assert.All(lines, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.Equal(
            [
                "The metric orders_total has reached its limit of 2 series. New label values share one series, whose label values are "
                    + "_overflow, and are counted in metrics_series_overflow_total. "
                    + "Use label values from a small, closed set, or raise SeriesLimit.",
                "The metric returns_total has reached its limit of 2 series. New label values share one series, whose label values are "
                    + "_overflow, and are counted in metrics_series_overflow_total. "
                    + "Use label values from a small, closed set, or raise SeriesLimit.",
            ],
            lines.Select(line => line.Message));
        Assert.Equal(3, host.Registry().GetSampleValue("metrics_series_overflow_total", ("family", "returns_total")));
    }

    [Fact]
    public void A_metric_that_is_left_out_because_of_its_name_is_logged_once()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, ("Prometheus:NameValidation", "Utf8"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        host.Factory().CreateGauge("queue_length", "Help.");
        host.Factory().CreateGauge("queue.length", "Help.");

        for (var i = 0; i < 2; i++)
        {
            host.Registry().Read(new() { Escaping = NameEscaping.Underscores }).Dispose();
        }

        var line = Assert.Single(log.Of("PrometheusMetrics.MetricRegistry"));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(
            "The metric queue.length is left out for clients that request the escaping scheme Underscores, because its name becomes that "
                + "of queue_length. Rename one of them. Each scrape without it is counted in metrics_families_left_out_total.",
            line.Message);
    }

    [Theory]
    [InlineData("queue_length", LogLevel.Warning)]
    [InlineData("process_cpu_seconds_total", LogLevel.Debug)]
    public void A_metric_of_a_collector_that_is_left_out_alone_is_logged_once(string name, LogLevel level)
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        host.Factory().CreateGauge("queue_length", "Help.");
        host.Registry().Register(new IndependentCollector(name));

        for (var i = 0; i < 2; i++)
        {
            host.Registry().Read().Dispose();
        }

        var line = Assert.Single(log.Of("PrometheusMetrics.MetricRegistry"));
        Assert.Equal(level, line.Level);
        Assert.StartsWith(
            $"The metric {name} of the collector IndependentCollector is left out, whole or in part: 'gauge {name}' can't be registered",
            line.Message,
            StringComparison.Ordinal);
        Assert.Contains(
            " already, and Prometheus could not distinguish them. Choose another name for one of them, or leave one of them out.",
            line.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("is counted in metrics_families_left_out_total.", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_whose_label_values_are_cut_is_logged_once()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, ("Prometheus:LabelValueLengthLimit", "40"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var family = host.Factory().CreateCounter("orders_total", "Help.", "customer");
        for (var i = 0; i < 5; i++)
        {
            family.WithLabels($"customer {i}" + new string('!', 40)).Inc();
        }

        var line = Assert.Single(log.Of("PrometheusMetrics.MetricRegistry"));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(
            "A label value of the metric orders_total was longer than 40 bytes, and was cut. Values with the same beginning share a "
                + "series, and are counted in metrics_label_values_truncated_total. Use short label values, or raise "
                + "LabelValueLengthLimit.",
            line.Message);
        Assert.Equal(5, host.Registry().GetSampleValue("metrics_label_values_truncated_total", ("family", "orders_total")));
        Assert.Equal(1, host.Registry().GetSampleValue("orders_total", ("customer", "customer 4" + new string('!', 30))));
    }

    //
    [Fact]
    public void A_metric_that_deviates_from_the_conventions_is_logged_once_at_debug_level()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        host.Factory().CreateGauge("requestCount_total", "Requests.");
        host.Factory().CreateGauge("requestCount_total", "Requests.");

        var line = Assert.Single(log.Of("PrometheusMetrics.MetricRegistry"));
        Assert.Equal(LogLevel.Debug, line.Level);
        Assert.Equal(
            "The metric requestCount_total deviates from the conventions of Prometheus: "
                + "non-counter metrics should not have \"_total\" suffix; "
                + "metric names should be written in 'snake_case' not 'camelCase'. It is exposed nevertheless.",
            line.Message);
    }

    [Fact]
    public void Conventions_are_not_logged_above_debug_level()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        host.Factory().CreateGauge("requestCount_total", "");

        Assert.Empty(log.Of("PrometheusMetrics.MetricRegistry"));
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

    private sealed class IndependentCollector(string name) : ICollector
    {
        private readonly MetricDescriptor _family = new(MetricType.Gauge, name, "Help.");

        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public bool HasIndependentFamilies => true;

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => visitor.ReportGauge(_family, 1);
    }
}
