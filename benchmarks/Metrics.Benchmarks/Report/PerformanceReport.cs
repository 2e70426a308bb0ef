using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace Metrics.Benchmarks.Report;

/// <summary>Measures everything about instruments and puts it into one page of markdown.</summary>
internal static class PerformanceReport
{
    /// <summary>Measures, and prints the page. With <c>--output FILE</c> it also takes its place in that file; with <c>--dry</c> everything runs
    /// once, which shows that it works and measures nothing.</summary>
    /// <returns>The exit code: 0 if every benchmark ran.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        string? output = null;
        var dry = false;
        while (!arguments.IsEmpty)
        {
            switch (arguments)
            {
                case ["--output", var file, .. var rest]:
                    output = file;
                    arguments = rest;
                    break;
                case ["--dry", .. var rest]:
                    dry = true;
                    arguments = rest;
                    break;
                default:
                    Console.Error.WriteLine($"'{arguments[0]}' is none of: --output FILE, --dry.");
                    return 2;
            }
        }

        return Run(output, dry);
    }

    private static int Run(string? output, bool dry)
    {
        // Before the minutes that the benchmarks take.
        var page = output is null ? null : MarkedPage.Read(output);
        var costs = SeriesMemory.MeasureAll();
        var config = ManualConfig.Create(DefaultConfig.Instance).WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        var summaries = BenchmarkRunner.Run(
            [typeof(InstrumentBenchmark), typeof(TypedFamilyBenchmark), typeof(ContendedBenchmark)],
            dry ? config.AddJob(Job.Dry.AsMutator()) : config);
        var text = Write(new Results(summaries), costs, summaries[0].HostEnvironmentInfo);
        Console.WriteLine();
        Console.WriteLine(text);
        page?.Replace(text);
        var complete = summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
        return complete ? 0 : 1;
    }

    private static string Write(Results results, IReadOnlyList<SeriesCost> costs, HostEnvironmentInfo machine)
    {
        var text = new StringBuilder();
        var date = TimeProvider.System.GetUtcNow().ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {date}: {Describe(machine)}.").AppendLine();
        WriteOperations(text, results);
        text.AppendLine();
        WriteTable(text, costs);
        return text.ToString().TrimEnd();
    }

    /// <summary>The table of what series cost.</summary>
    public static void WriteTable(StringBuilder text, IReadOnlyList<SeriesCost> costs)
    {
        text.AppendLine("| series with 3 labels | bytes, after two scrapes | goal | first creation | goal |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var cost in costs)
        {
            var goal = cost.Name switch
            {
                "counter" => "<= 300",
                "histogram, 11 buckets" => "<= 520",
                _ => "none",
            };
            text.AppendLine(CultureInfo.InvariantCulture, $"| {cost.Name} ({cost.Count:N0} of them) | {cost.Bytes:F0} | {goal} | {cost.Microseconds:F2} µs | <= 2 µs |");
        }
    }

    private static void WriteOperations(StringBuilder text, Results results)
    {
        var threads = ContendedBenchmark.AllCores;
        text.AppendLine(CultureInfo.InvariantCulture, $"| operation | one thread, x `Interlocked.Increment` | {threads} threads on one instrument, x own time on one thread | B/op | goal | OpenTelemetry SDK: one thread; {threads} threads |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var line in Line.All)
        {
            var alone = Ratio(results.TimesLimit(line.Method), results.OneThread(line.Method));
            var shared = Ratio(results.TimesAlone(line.Method, threads), results.Shared(line.Method, threads));
            var peer = line.OpenTelemetryMethod is { } method
                ? $"{Ratio(results.TimesLimit(method), results.OneThread(method))}; {Ratio(results.TimesAlone(method, threads), results.Shared(method, threads))}"
                : string.Empty;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {line.Operation} | {alone} | {shared} | {results.Allocated(line.Method):0.##} | {line.Goal} | {peer} |");
        }
    }

    private static string Ratio(double? ratio, double? nanoseconds) => ratio is null || nanoseconds is null
        ? "not measured"
        : string.Create(CultureInfo.InvariantCulture, $"**{ratio:F2}x** ({nanoseconds:F1} ns)");

    private static string Describe(HostEnvironmentInfo machine) =>
        $"{machine.CpuInfo.Value.ProcessorName ?? "unknown processor"}, {Environment.ProcessorCount} cores, {machine.OsVersion.Value}, {machine.RuntimeVersion}";
}
