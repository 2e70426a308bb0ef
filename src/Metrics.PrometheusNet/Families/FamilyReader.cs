using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Reads one family after the other, and reports those that it can read.</summary>
internal sealed class FamilyReader(MetricVisitor visitor, FamilyCache cache)
{
    /// <param name="text">The header and the lines of all samples.</param>
    public void Read(ReadOnlySpan<byte> text)
    {
        Family family;
        try
        {
            var header = FamilyHeader.Read(text);
            family = cache.Get(header);
            family.Read(text[header.Text.Length..]);
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
        {
            visitor.LeaveOut(
                FamilyHeader.DescribeName(text), $"The text that prometheus-net wrote for it can't be read. {unreadable.Message}");
            return;
        }

        family.Report(visitor);
    }
}
