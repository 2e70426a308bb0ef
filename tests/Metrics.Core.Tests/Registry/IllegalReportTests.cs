using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

// D-15
public sealed class IllegalReportTests : IDisposable
{
    private const string ErrorLine = "metrics_collector_errors_total{collector=\"TestCollector\"} 1";

    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;

    public IllegalReportTests() => _registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });

    public static TheoryData<string> Names => [.. IllegalReports.All.Keys];

    public void Dispose() => _registry.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Something_illegal_loses_the_collectors_families_and_is_explained(string name)
    {
        var (report, refusal) = IllegalReports.All[name];

        Collect(IllegalReports.Declared, report);

        Assert.Contains(refusal, Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // The exception reaches the collector. If the collector ignores it and goes on, its report is incomplete.
    [Theory]
    [MemberData(nameof(Names))]
    public void Swallowing_the_refusal_does_not_help(string name)
    {
        var (report, refusal) = IllegalReports.All[name];

        Collect(IllegalReports.Declared, visitor =>
        {
            try
            {
                report(visitor);
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentNullException)
            {
            }
        });

        Assert.Contains(refusal, Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // What is wrong with samples is wrong without descriptors too.
    [Theory]
    [MemberData(nameof(Names))]
    public void Unchecked_collectors_have_the_same_rules(string name)
    {
        if (name.Contains("declared", StringComparison.Ordinal))
        {
            return;
        }

        Collect([], IllegalReports.All[name].Report);
    }

    [Fact]
    public void The_first_refusal_is_the_one_that_is_reported()
    {
        Collect(IllegalReports.Declared, visitor =>
        {
            Assert.Throws<InvalidOperationException>(visitor.EndFamily);
            Assert.Throws<InvalidOperationException>(() => visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, "other", "")));
        });

        Assert.Contains("EndFamily() was called without BeginFamily()", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // The visitor is valid during the call only.
    [Fact]
    public void Nothing_can_be_reported_afterwards()
    {
        MetricVisitor? kept = null;
        _registry.Register(new TestCollector([IllegalReports.Gauge, IllegalReports.Counter], visitor =>
        {
            kept = visitor;
            visitor.BeginFamily(IllegalReports.Gauge);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
            visitor.EndFamily();
        }));
        var visitor = new RecordingVisitor();
        using var reader = _registry.Read();

        Assert.Throws<InvalidOperationException>(() => kept!.Gauge(IllegalReports.Gauge.Labels("late", ""), new GaugeSample(1)));
        var refusal = Assert.Throws<InvalidOperationException>(() => kept!.BeginFamily(IllegalReports.Counter));
        Assert.Equal("The collection has ended: report during Collect(), not later.", refusal.Message);
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["g 1"], visitor.Lines);
    }

    private void Collect(MetricDescriptor[] descriptors, Action<MetricVisitor> report)
    {
        var fine = new MetricDescriptor(MetricType.Gauge, "fine", "");
        _registry.Register(TestCollector.OfGauge("whole"));
        _registry.Register(new TestCollector(descriptors.Length == 0 ? [] : [fine, .. descriptors], visitor =>
        {
            visitor.BeginFamily(fine);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
            visitor.EndFamily();
            report(visitor);
        }));

        Assert.Equal([ErrorLine, "whole 1"], Scrape.Lines(_registry));
    }
}
