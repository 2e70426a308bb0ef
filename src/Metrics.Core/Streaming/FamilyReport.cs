using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

internal static class FamilyReport
{
    /// <summary>Reports a whole family at once.</summary>
    public static void Report(IStreamableFamily family, MetricVisitor visitor)
    {
        var all = family.ReadSeries();
        if (all.IsEmpty && family.IsOmittedWhenEmpty)
        {
            return;
        }

        visitor.BeginFamily(family.Descriptor);
        foreach (var series in all.Span)
        {
            series.CollectUnlessHidden(visitor);
        }

        visitor.EndFamily();
    }
}
