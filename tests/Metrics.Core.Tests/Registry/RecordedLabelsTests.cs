using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>A recorded series is read once, so no text is cached with its labels.</summary>
public sealed class RecordedLabelsTests : EngineTest
{
    private static readonly LabelSet Reported = LabelSet.Create(("a", "1"));

    public static TheoryData<MetricType> Types => [.. Enum.GetValues<MetricType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_labels_of_a_recorded_series_are_the_ones_that_were_reported(MetricType type)
    {
        var family = new MetricDescriptor(type, "x", "", "a");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            Report(visitor, type);
            visitor.EndFamily();
        }));
        var visitor = new LabelsVisitor();

        using var reader = Registry.Read();
        while (reader.Read(visitor))
        {
        }

        Assert.Same(Reported, Assert.Single(visitor.Labels));
    }

    private static void Report(MetricVisitor visitor, MetricType type)
    {
        switch (type)
        {
            case MetricType.Counter:
                visitor.Counter(Reported, new CounterSample(1));
                break;
            case MetricType.Gauge:
                visitor.Gauge(Reported, new GaugeSample(1));
                break;
            case MetricType.Histogram or MetricType.GaugeHistogram:
                visitor.Histogram(Reported, new HistogramSample([], [1], 1));
                break;
            case MetricType.Summary:
                visitor.Summary(Reported, new SummarySample(1, 1, [], []));
                break;
            case MetricType.Info:
                visitor.Info(Reported, default);
                break;
            case MetricType.StateSet:
                visitor.StateSet(Reported, new StateSetSample(["on"], [true]));
                break;
            default:
                visitor.Unknown(Reported, new UnknownSample(1));
                break;
        }
    }

    private sealed class LabelsVisitor : MetricVisitor
    {
        public List<LabelSet> Labels { get; } = [];

        public override void Unknown(LabelSet labels, in UnknownSample sample) => Labels.Add(labels);

        public override void Counter(LabelSet labels, in CounterSample sample) => Labels.Add(labels);

        public override void Gauge(LabelSet labels, in GaugeSample sample) => Labels.Add(labels);

        public override void Histogram(LabelSet labels, in HistogramSample sample) => Labels.Add(labels);

        public override void Summary(LabelSet labels, in SummarySample sample) => Labels.Add(labels);

        public override void Info(LabelSet labels, in InfoSample sample) => Labels.Add(labels);

        public override void StateSet(LabelSet labels, in StateSetSample sample) => Labels.Add(labels);
    }
}
