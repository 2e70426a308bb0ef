using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Passes everything to another visitor, but hides from a reader that it can receive several series with one call.</summary>
internal sealed class OneByOneVisitor(MetricVisitor inner) : MetricVisitor
{
    public override void BeginFamily(MetricDescriptor descriptor) => inner.BeginFamily(descriptor);

    public override void Unknown(LabelSet labels, in UnknownSample sample) => inner.Unknown(labels, in sample);

    public override void Counter(LabelSet labels, in CounterSample sample) => inner.Counter(labels, in sample);

    public override void Gauge(LabelSet labels, in GaugeSample sample) => inner.Gauge(labels, in sample);

    public override void Histogram(LabelSet labels, in HistogramSample sample) => inner.Histogram(labels, in sample);

    public override void Summary(LabelSet labels, in SummarySample sample) => inner.Summary(labels, in sample);

    public override void Info(LabelSet labels, in InfoSample sample) => inner.Info(labels, in sample);

    public override void StateSet(LabelSet labels, in StateSetSample sample) => inner.StateSet(labels, in sample);

    public override void EndFamily() => inner.EndFamily();
}
