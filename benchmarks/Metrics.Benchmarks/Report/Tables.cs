using System.Globalization;
using System.Text;
using BenchmarkDotNet.Environments;
using PrometheusMetrics.Benchmarks.Requests;
using PrometheusMetrics.Benchmarks.Scraping;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Writes the results as Markdown tables, with ratios before absolute numbers.</summary>
internal static class Tables
{
    private const string None = "-";
    private const string Failed = "failed";

    /// <summary>Writes the table of scrapes, after a line with the date and the machine.</summary>
    public static string WriteScrapes(ScrapeResults results, HostEnvironmentInfo machine)
    {
        var text = new StringBuilder();
        WriteMeasured(text, machine);
        ScrapeTable.Write(text, results);
        return text.ToString().TrimEnd();
    }

    /// <summary>Writes the table of requests, after a line with the date and the machine.</summary>
    public static string WriteRequests(IReadOnlyList<RequestResult> results, HostEnvironmentInfo machine)
    {
        var text = new StringBuilder();
        WriteMeasured(text, machine);
        RequestTable.Write(text, results);
        return text.ToString().TrimEnd();
    }

    /// <summary>Writes the tables of instruments, after a line with the date and the machine.</summary>
    public static string Write(Results results, IReadOnlyList<SeriesCost> costs, HostEnvironmentInfo machine)
    {
        var text = new StringBuilder();
        WriteMeasured(text, machine);
        WriteOperations(text, results);
        text.AppendLine();
        WriteSeries(text, costs);
        return text.ToString().TrimEnd();
    }

    /// <summary>Writes the table of the memory and the creation time of series.</summary>
    public static void WriteSeries(StringBuilder text, IReadOnlyList<SeriesCost> costs)
    {
        text.AppendLine("| series with 3 labels | bytes, after two scrapes | goal | first creation | goal |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var cost in costs)
        {
            var goal = cost.Name switch
            {
                "counter" => "<= 300",
                "histogram, 11 buckets" => "<= 520",
                _ => None,
            };
            text.Append(CultureInfo.InvariantCulture, $"| {cost.Name} ({cost.Count:N0} of them) | {cost.Bytes:F0} | {goal} ");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {cost.Microseconds:F2} µs | <= 2 µs |");
        }
    }

    private static void WriteMeasured(StringBuilder text, HostEnvironmentInfo machine)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {date}: {Describe(machine)}.").AppendLine();
    }

    private static void WriteOperations(StringBuilder text, Results results)
    {
        var threads = ContendedBenchmark.AllCores;
        var heading = "| operation | one thread, a call, x `Interlocked.Increment` | one thread, in a loop, x the same "
            + $"| {threads} threads on one instrument, x own time on one thread "
            + $"| B/op | goal | OpenTelemetry SDK: one thread; {threads} threads |";
        text.AppendLine(heading);
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var line in Line.All)
        {
            var call = Ratio(results.SingleCallTimesLimit(line.Method), results.SingleCall(line.Method));
            var alone = Ratio(results.TimesLimit(line.Method), results.OneThread(line.Method));
            var shared = Ratio(results.TimesAlone(line.Method, threads), results.Shared(line.Method, threads));
            var openTelemetry = line.OpenTelemetryMethod is { } method
                ? $"{Ratio(results.TimesLimit(method), results.OneThread(method))}; " +
                    Ratio(results.TimesAlone(method, threads), results.Shared(method, threads))
                : None;
            var allocated = Bytes(results.Allocated(line.Method));
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {line.Operation} | {call} | {alone} | {shared} | {allocated} | {line.Goal} | {openTelemetry} |");
        }
    }

    private static string Ratio(double? ratio, double? nanoseconds) => (ratio, nanoseconds) switch
    {
        ({ } times, { } time) when double.IsFinite(times) => string.Create(CultureInfo.InvariantCulture, $"**{times:F2}x** ({time:F1} ns)"),
        (null, null) => None,
        _ => Failed,
    };

    private static string Bytes(double? bytes) => bytes switch
    {
        null => None,
        double.NaN => Failed,
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0.##}"),
    };

    private static string Describe(HostEnvironmentInfo machine) =>
        $"{machine.CpuInfo.Value.ProcessorName ?? "unknown processor"}, {Environment.ProcessorCount} cores, " +
        $"{machine.OsVersion.Value}, {machine.RuntimeVersion}";
}
