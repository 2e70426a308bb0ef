using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using PrometheusMetrics.Benchmarks.Requests;
using PrometheusMetrics.Benchmarks.Scraping;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Runs the benchmarks of instruments, scrapes and requests, and writes the results as Markdown tables.</summary>
internal static class PerformanceReport
{
    private const string Instruments = "instruments";
    private const string Scrapes = "scrapes";
    private const string LargeScrapes = "large scrapes";
    private const string Requests = "requests";
    private const int RequestRounds = 101;

    /// <summary>Runs the benchmarks and prints the tables. <c>--output FILE</c> also writes them between the markers of that file;
    /// <c>--dry</c> runs every benchmark once, which tests that it works and measures nothing.</summary>
    /// <returns>The exit code: 0 if every benchmark ran.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var config = ManualConfig.Create(DefaultConfig.Instance).WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        switch (arguments)
        {
            case []:
                return RunScrapes(ScrapeWork.Normal, file: null) | RunRequests(RequestRounds, file: null)
                    | RunInstruments(config, file: null);
            case ["--output", var file]:
                return RunScrapes(ScrapeWork.Normal, file) | RunRequests(RequestRounds, file) | RunInstruments(config, file);
            case ["--dry"]:
                return RunScrapes(ScrapeWork.Small, file: null) | RunRequests(rounds: 1, file: null)
                    | RunInstruments(config.AddJob(Job.Dry.AsMutator()), file: null);
            default:
                Console.Error.WriteLine("The arguments of report are none, --output FILE or --dry.");
                return 2;
        }
    }

    /// <summary>Measures scrapes and prints the table. <c>--large</c> measures many series; <c>--output FILE</c> also writes the table
    /// between the markers of that file.</summary>
    public static int RunScrapes(ReadOnlySpan<string> arguments)
    {
        var work = arguments is ["--large", ..] ? ScrapeWork.Large : ScrapeWork.Normal;
        switch (work == ScrapeWork.Large ? arguments[1..] : arguments)
        {
            case []:
                return RunScrapes(work, file: null);
            case ["--output", var file]:
                return RunScrapes(work, file);
            default:
                Console.Error.WriteLine("The arguments of scrape are --large, or none, and --output FILE.");
                return 2;
        }
    }

    /// <summary>Measures requests and prints the table. <c>--output FILE</c> also writes the table between the markers of that
    /// file.</summary>
    public static int RunRequests(ReadOnlySpan<string> arguments)
    {
        switch (arguments)
        {
            case []:
                return RunRequests(RequestRounds, file: null);
            case ["--output", var file]:
                return RunRequests(RequestRounds, file);
            default:
                Console.Error.WriteLine("The arguments of http are none or --output FILE.");
                return 2;
        }
    }

    private static int RunRequests(int rounds, string? file)
    {
        var page = file is null ? null : MarkedPage.Read(file, Requests);
        var text = Tables.WriteRequests(RequestBenchmark.Run(rounds), HostEnvironmentInfo.GetCurrent());
        Console.WriteLine(text);
        page?.Replace(text);
        return 0;
    }

    private static int RunScrapes(ScrapeWork work, string? file)
    {
        var page = file is null ? null : MarkedPage.Read(file, work == ScrapeWork.Large ? LargeScrapes : Scrapes);
        var text = Tables.WriteScrapes(ScrapeBenchmark.Run(work), HostEnvironmentInfo.GetCurrent());
        Console.WriteLine(text);
        page?.Replace(text);
        return 0;
    }

    private static int RunInstruments(IConfig config, string? file)
    {
        var page = file is null ? null : MarkedPage.Read(file, Instruments);
        GC.Collect();
        var costs = SeriesMemory.MeasureAll();
        var summaries = BenchmarkRunner.Run(
            [typeof(InstrumentBenchmark), typeof(SingleCallBenchmark), typeof(TypedFamilyBenchmark), typeof(ContendedBenchmark)], config);
        var text = Tables.Write(new Results(summaries), costs, summaries[0].HostEnvironmentInfo);
        Console.WriteLine();
        Console.WriteLine(text);
        page?.Replace(text);
        var complete = summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
        return complete ? 0 : 1;
    }
}
