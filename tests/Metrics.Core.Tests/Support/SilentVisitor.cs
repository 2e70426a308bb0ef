using Metrics.Collection;

namespace Metrics.Tests.Support;

/// <summary>Keeps nothing and allocates nothing.</summary>
internal sealed class SilentVisitor : IMetricVisitor
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

    public void Histogram(LabelSet labels, in HistogramSample sample)
    {
    }

    public void Summary(LabelSet labels, in SummarySample sample)
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
