using System.Reflection;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

/// <summary>A visitor overrides what it needs, so that a type of sample that is added later breaks none.</summary>
public class MetricVisitorTests
{
    [Fact]
    public void Every_method_has_a_fallback() =>
        Assert.Empty(typeof(MetricVisitor)
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => method.IsAbstract || !method.IsVirtual)
            .Select(method => method.Name));

    [Fact]
    public void What_is_not_overridden_is_ignored()
    {
        var visitor = new GaugesOnly();
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");

        visitor.BeginFamily(family);
        visitor.Unknown(LabelSet.Empty, new UnknownSample(1));
        visitor.Counter(LabelSet.Empty, new CounterSample(1));
        visitor.Gauge(LabelSet.Empty, new GaugeSample(2));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1));
        visitor.Summary(LabelSet.Empty, new SummarySample(1, 1, [], []));
        visitor.Info(LabelSet.Empty, default);
        visitor.StateSet(LabelSet.Empty, new StateSetSample(["on"], [true]));
        visitor.EndFamily();

        Assert.Equal([2], visitor.Values);
    }

    private sealed class GaugesOnly : MetricVisitor
    {
        public List<double> Values { get; } = [];

        public override void Gauge(LabelSet labels, in GaugeSample sample) => Values.Add(sample.Value);
    }
}
