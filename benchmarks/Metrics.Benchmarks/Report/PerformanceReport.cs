using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Runs the benchmarks of instruments and writes the results as two Markdown tables.</summary>
internal static class PerformanceReport
{
    /// <summary>Runs the benchmarks and prints the tables. <c>--output FILE</c> also writes them between the markers of that file;
    /// <c>--dry</c> runs every benchmark once, which tests that it works and measures nothing.</summary>
    /// <returns>The exit code: 0 if every benchmark ran.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var config = ManualConfig.Create(DefaultConfig.Instance).WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        switch (arguments)
        {
            case []:
                return Run(config, page: null);
            case ["--output", var file]:
                return Run(config, MarkedPage.Read(file));
            case ["--dry"]:
                return Run(config.AddJob(Job.Dry.AsMutator()), page: null);
            default:
                Console.Error.WriteLine("The arguments of report are none, --output FILE or --dry.");
                return 2;
        }
    }

    private static int Run(IConfig config, MarkedPage? page)
    {
        // First, while the heap contains nothing else.
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
