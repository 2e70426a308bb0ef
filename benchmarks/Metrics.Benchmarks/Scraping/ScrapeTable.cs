using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>Writes the results of scrapes as a Markdown table, with ratios before absolute numbers.</summary>
internal static class ScrapeTable
{
    public static void Write(StringBuilder text, ScrapeResults results)
    {
        var copied = results[LineBaseline.CopiedValues].Unchanged;
        var formatted = results[LineBaseline.FormattedValues].Changed;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {results.Work.Counters:N0} counters and {results.Work.Histograms:N0} histograms in {results.Work.Lines:N0} lines | body "
            + $"| nothing changed, x A | every counter changed, x B | allocated | large objects |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var row in results.Rows)
        {
            text.AppendLine(
                row.Failure is { } failure
                    ? $"| {row.Name} | failed: {failure} | - | - | - | - |"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {row.Name} | {row.BodyBytes / 1e6:F1} MB | {Ratio(row.Unchanged, copied)} | {Ratio(row.Changed, formatted)} "
                        + $"| {Kilobytes(row.Allocated)} | {Kilobytes(row.LargeObjects)} |"));
        }

        var (alone, scraped, besideBaseline) = results.Writer;
        text.AppendLine().AppendLine(
            CultureInfo.InvariantCulture,
            $"99th percentile of the time of 100 increments on another thread: **{scraped / alone:F2}x** while text scrapes run, "
            + $"{besideBaseline / alone:F2}x while {LineBaseline.CopiedValues} runs, of {alone:F1} µs without both.");
    }

    private static string Ratio(double time, double baseline) =>
        string.Create(CultureInfo.InvariantCulture, $"**{time / baseline:F2}x** ({time:F1} ms)");

    private static string Kilobytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB");
}
