using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Textfile;

/// <summary>Passes the series to another visitor that have no reserved label.</summary>
/// <param name="onLeftOut">Called with the family of each series that is left out.</param>
/// <param name="next">The visitor that receives the other series, or null.</param>
internal sealed class WritableSeries(Action<MetricDescriptor>? onLeftOut = null, MetricVisitor? next = null) : FilteringVisitor(next)
{
    private MetricDescriptor? _family;

    public bool HasLeftOut { get; private set; }

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        _family = descriptor;
        base.BeginFamily(descriptor);
    }

    protected override LabelSet? Map(LabelSet labels)
    {
        if (!WritableFamilies.HasReservedLabel(labels.Names))
        {
            return labels;
        }

        HasLeftOut = true;
        onLeftOut?.Invoke(_family!);
        return null;
    }
}
