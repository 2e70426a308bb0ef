using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>One sample of a type, without labels.</summary>
internal static class Samples
{
    public static Action<MetricVisitor> Of(MetricType type) => type switch
    {
        MetricType.Counter => v => v.Counter(LabelSet.Empty, new CounterSample(3)),
        MetricType.Gauge => v => v.Gauge(LabelSet.Empty, new GaugeSample(1)),
        MetricType.Histogram or MetricType.GaugeHistogram => v => v.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], 12.75)),
        MetricType.Summary => v => v.Summary(LabelSet.Empty, new SummarySample(2, 12.75, [0.5], [1])),
        MetricType.Info => v => v.Info(LabelSet.Empty, default),
        MetricType.StateSet => v => v.StateSet(LabelSet.Empty, new StateSetSample(["a"], [true])),
        _ => v => v.Unknown(LabelSet.Empty, new UnknownSample(2)),
    };
}
