using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Looks at the labels of each series, and passes families and series to another visitor.</summary>
/// <param name="next">The visitor that receives what passes, or null.</param>
internal abstract class FilteringVisitor(MetricVisitor? next) : MetricVisitor
{
    public override void BeginFamily(MetricDescriptor descriptor) => next?.BeginFamily(descriptor);

    public override void EndFamily() => next?.EndFamily();

    public override void Unknown(LabelSet labels, in UnknownSample sample) => Find(labels)?.Unknown(labels, in sample);

    public override void Counter(LabelSet labels, in CounterSample sample) => Find(labels)?.Counter(labels, in sample);

    public override void Gauge(LabelSet labels, in GaugeSample sample) => Find(labels)?.Gauge(labels, in sample);

    public override void Histogram(LabelSet labels, in HistogramSample sample) => Find(labels)?.Histogram(labels, in sample);

    public override void Summary(LabelSet labels, in SummarySample sample) => Find(labels)?.Summary(labels, in sample);

    public override void Info(LabelSet labels, in InfoSample sample) => Find(labels)?.Info(labels, in sample);

    public override void StateSet(LabelSet labels, in StateSetSample sample) => Find(labels)?.StateSet(labels, in sample);

    /// <summary>Returns whether a series of the current family passes.</summary>
    protected abstract bool Passes(LabelSet labels);

    private MetricVisitor? Find(LabelSet labels) => Passes(labels) ? next : null;
}
