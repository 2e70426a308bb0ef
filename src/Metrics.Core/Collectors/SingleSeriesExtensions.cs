using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Collectors;

/// <summary>Families of one series without labels, which most families of the standard collectors are.</summary>
internal static class SingleSeriesExtensions
{
    /// <summary>Reports a gauge, or nothing at all if there is no value: a missing family says "unknown", a zero would be a lie.</summary>
    public static void ReportGauge(this MetricVisitor visitor, MetricDescriptor family, double? value)
    {
        if (value is not { } known)
        {
            return;
        }

        visitor.BeginFamily(family);
        visitor.Gauge(LabelSet.Empty, new GaugeSample(known));
        visitor.EndFamily();
    }

    /// <summary>Reports a counter.</summary>
    public static void ReportCounter(this MetricVisitor visitor, MetricDescriptor family, double value, DateTimeOffset? created)
    {
        visitor.BeginFamily(family);
        visitor.Counter(LabelSet.Empty, new CounterSample(value) { Created = created });
        visitor.EndFamily();
    }
}
