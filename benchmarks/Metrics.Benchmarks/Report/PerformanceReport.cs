using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Measures everything about instruments and puts it into two tables of markdown.</summary>
internal static class PerformanceReport
{
    /// <summary>Measures, and prints the tables. With <c>--output FILE</c> they also go between the markers of that file; with <c>--dry</c> everything
    /// runs once, which shows that it works and measures nothing.</summary>
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
                Console.Error.WriteLine("A report takes nothing, --output FILE or --dry.");
                return 2;
        }
    }

    private static int Run(IConfig config, MarkedPage? page)
    {
        // First, while the heap has nothing else in it.
        var costs = SeriesMemory.MeasureAll();
        var summaries = BenchmarkRunner.Run([typeof(InstrumentBenchmark), typeof(SingleCallBenchmark), typeof(TypedFamilyBenchmark), typeof(ContendedBenchmark)], config);
        var text = Tables.Write(new Results(summaries), costs, summaries[0].HostEnvironmentInfo);
        Console.WriteLine();
        Console.WriteLine(text);
        page?.Replace(text);
        var complete = summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
        return complete ? 0 : 1;
    }
}
