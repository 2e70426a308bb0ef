using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

internal static class FamilyReport
{
    /// <summary>Reports a family whole, for those who can't take it series by series.</summary>
    public static void Report(IStreamableFamily family, MetricVisitor visitor)
    {
        visitor.BeginFamily(family.Descriptor);
        foreach (var series in family.ReadSeries().Span)
        {
            series.Report(visitor);
        }

        visitor.EndFamily();
    }
}
