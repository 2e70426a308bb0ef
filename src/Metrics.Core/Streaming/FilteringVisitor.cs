using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Looks at the labels of each series, and passes families and series to another visitor.</summary>
/// <param name="next">The visitor that receives what passes, or null.</param>
internal abstract class FilteringVisitor(MetricVisitor? next) : MetricVisitor
{
    public override void BeginFamily(MetricDescriptor descriptor) => next?.BeginFamily(descriptor);

    public override void LeaveOut(string family, string reason) => next?.LeaveOut(family, reason);

    public override void EndFamily() => next?.EndFamily();

    public override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.Unknown(mapped, in sample);
        }
    }

    public override void Counter(LabelSet labels, in CounterSample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.Counter(mapped, in sample);
        }
    }

    public override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.Gauge(mapped, in sample);
        }
    }

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.Histogram(mapped, in sample);
        }
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.Summary(mapped, in sample);
        }
    }

    public override void Info(LabelSet labels, in InfoSample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.Info(mapped, in sample);
        }
    }

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        if (Map(labels) is { } mapped)
        {
            next?.StateSet(mapped, in sample);
        }
    }

    /// <summary>Returns the labels with which a series of the current family passes, or null if it does not pass.</summary>
    protected abstract LabelSet? Map(LabelSet labels);
}
