using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Keeps nothing and allocates nothing. Those derive from it that look at one kind of sample only.</summary>
internal class SilentVisitor : IMetricVisitor
{
    public void BeginFamily(MetricDescriptor descriptor)
    {
    }

    public void Unknown(LabelSet labels, in UnknownSample sample)
    {
    }

    public void Counter(LabelSet labels, in CounterSample sample)
    {
    }

    public void Gauge(LabelSet labels, in GaugeSample sample)
    {
    }

    public virtual void Histogram(LabelSet labels, in HistogramSample sample)
    {
    }

    public virtual void Summary(LabelSet labels, in SummarySample sample)
    {
    }

    public void Info(LabelSet labels, in InfoSample sample)
    {
    }

    public void StateSet(LabelSet labels, in StateSetSample sample)
    {
    }

    public void EndFamily()
    {
    }
}
