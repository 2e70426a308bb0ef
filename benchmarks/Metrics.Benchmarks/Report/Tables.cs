using System.Globalization;
using System.Text;
using BenchmarkDotNet.Environments;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Writes what all parts of the report have in common, and the table of series.</summary>
internal static class Tables
{
    private const string None = "-";

    /// <summary>Writes the table of the memory and the creation time of series.</summary>
    public static void WriteSeries(StringBuilder text, IReadOnlyList<SeriesCost> costs)
    {
        text.Append("| bytes of a series with 3 labels, after two scrapes in | text | OpenMetrics 1.0 | protobuf | goal ");
        text.AppendLine("| each of them | first creation | goal |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var cost in costs)
        {
            var goal = cost.Name switch
            {
                "counter" or "counter of fractions" => "<= 240",
                "histogram, 11 buckets" => "<= 420",
                _ => None,
            };
            text.Append(CultureInfo.InvariantCulture, $"| {cost.Name} | {cost.Text:F0} | {cost.OpenMetrics:F0} | {cost.Protobuf:F0} ");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {goal} | {cost.AllFormats:F0} | {cost.Microseconds:F2} µs | <= 2 µs |");
        }
    }

    /// <summary>Writes the date and the machine.</summary>
    public static void WriteMeasured(StringBuilder text)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {date}: {Describe(HostEnvironmentInfo.GetCurrent())}.").AppendLine();
    }

    private static string Describe(HostEnvironmentInfo machine) =>
        $"{machine.CpuInfo.Value.ProcessorName ?? "unknown processor"}, {Environment.ProcessorCount} cores, " +
        $"{machine.OsVersion.Value}, {machine.RuntimeVersion}";
}
