using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Long label values that a collector or a callback reports are cut, like those of instruments.</summary>
public sealed class ReportedLabelTests : IDisposable
{
    // As long as the limit.
    private const string Full = "0123456789_0123456789_0123456789_0123456789_012345";

    private static readonly MetricDescriptor Gauge = new(MetricType.Gauge, "x", "", "a", "b");

    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;

    public ReportedLabelTests() =>
        _registry = new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = 50, Diagnostics = _diagnostics });

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void They_are_cut_counted_at_each_collection_and_reported_once()
    {
        Register(Gauge, visitor => visitor.Gauge(Gauge.Labels(Full + "6", "y"), new GaugeSample(1)));

        Assert.Equal(
            ["metrics_label_values_truncated_total{family=\"x\"} 1", $"x{{a=\"{Full}\",b=\"y\"}} 1"], Scrape.Lines(_registry));
        Assert.Equal(
            ["metrics_label_values_truncated_total{family=\"x\"} 2", $"x{{a=\"{Full}\",b=\"y\"}} 1"], Scrape.Lines(_registry));
        Assert.Equal(["truncated x: 50"], _diagnostics.Said);
    }

    [Theory]
    [InlineData(Full + "6", Full + "7")]
    [InlineData(Full, Full + "7")]
    [InlineData(Full + "6", Full)]
    public void Of_series_that_become_equal_the_first_is_exposed(string first, string second)
    {
        Register(Gauge, visitor =>
        {
            visitor.Gauge(Gauge.Labels(first, ""), new GaugeSample(1));
            visitor.Gauge(Gauge.Labels(second, ""), new GaugeSample(2));
        });

        Assert.Equal([$"x{{a=\"{Full}\",b=\"\"}} 1"], Scrape.Lines(_registry).Where(line => line.StartsWith('x')));
        Assert.Null(_registry.FindSampleValue("metrics_collector_errors_total", ("collector", nameof(TestCollector))));
    }

    [Fact]
    public void A_series_twice_is_still_an_error_of_the_next_family()
    {
        var other = new MetricDescriptor(MetricType.Gauge, "y", "", "a");
        _registry.Register(new TestCollector([Gauge, other], visitor =>
        {
            visitor.BeginFamily(Gauge);
            visitor.Gauge(Gauge.Labels(Full + "6", ""), new GaugeSample(1));
            visitor.EndFamily();
            visitor.BeginFamily(other);
            visitor.Gauge(other.Labels("1"), new GaugeSample(1));
            visitor.Gauge(other.Labels("1"), new GaugeSample(1));
            visitor.EndFamily();
        }));

        Assert.Equal(1, _registry.GetSampleValue("metrics_collector_errors_total", ("collector", nameof(TestCollector))));
        Assert.Null(_registry.FindSampleValue("y", ("a", "1")));
    }

    [Fact]
    public void Those_of_a_callback_are_cut()
    {
        using var observable = new MetricFactory(_registry).CreateObservableGauge("x", "", ["a"], report => report(1, Full + "6"));

        Assert.Equal(1, _registry.GetSampleValue("x", ("a", Full)));
    }

    [Fact]
    public void A_long_state_is_an_error()
    {
        var states = new MetricDescriptor(MetricType.StateSet, "door", "");
        Register(states, visitor => visitor.StateSet(LabelSet.Empty, new StateSetSample(["open", Full + "6"], [true, false])));

        Assert.Equal(1, _registry.GetSampleValue("metrics_collector_errors_total", ("collector", nameof(TestCollector))));
        Assert.Equal(
            [
                "failed TestCollector: A state of 'door' is longer than the limit for label values: shorten its name, "
                    + "or raise LabelValueLengthLimit of the registry.",
            ],
            _diagnostics.Said);
    }

    private void Register(MetricDescriptor family, Action<MetricVisitor> report) =>
        _registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            report(visitor);
            visitor.EndFamily();
        }));
}
