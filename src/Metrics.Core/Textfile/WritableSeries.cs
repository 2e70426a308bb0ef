using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Textfile;

/// <summary>Passes the series to another visitor that have no reserved label.</summary>
internal sealed class WritableSeries : MetricVisitor
{
    private readonly Action<MetricDescriptor>? _onLeftOut;
    private readonly MetricVisitor? _next;
    private MetricDescriptor? _family;

    /// <param name="onLeftOut">Called with the family of each series that is left out.</param>
    /// <param name="next">The visitor that receives the other series, or null.</param>
    public WritableSeries(Action<MetricDescriptor>? onLeftOut = null, MetricVisitor? next = null) =>
        (_onLeftOut, _next) = (onLeftOut, next);

    public bool HasLeftOut { get; private set; }

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        _family = descriptor;
        _next?.BeginFamily(descriptor);
    }

    public override void EndFamily() => _next?.EndFamily();

    public override void Unknown(LabelSet labels, in UnknownSample sample) => Find(labels)?.Unknown(labels, in sample);

    public override void Counter(LabelSet labels, in CounterSample sample) => Find(labels)?.Counter(labels, in sample);

    public override void Gauge(LabelSet labels, in GaugeSample sample) => Find(labels)?.Gauge(labels, in sample);

    public override void Histogram(LabelSet labels, in HistogramSample sample) => Find(labels)?.Histogram(labels, in sample);

    public override void Summary(LabelSet labels, in SummarySample sample) => Find(labels)?.Summary(labels, in sample);

    public override void Info(LabelSet labels, in InfoSample sample) => Find(labels)?.Info(labels, in sample);

    public override void StateSet(LabelSet labels, in StateSetSample sample) => Find(labels)?.StateSet(labels, in sample);

    private MetricVisitor? Find(LabelSet labels)
    {
        if (!WritableFamilies.HasReservedLabel(labels.Names))
        {
            return _next;
        }

        HasLeftOut = true;
        _onLeftOut?.Invoke(_family!);
        return null;
    }
}
