using System.Text;
using BenchmarkDotNet.Running;
using PrometheusMetrics.Benchmarks;
using PrometheusMetrics.Benchmarks.Report;
using PrometheusMetrics.Benchmarks.Requests;

switch (args)
{
    case ["memory"]:
        var table = new StringBuilder();
        Tables.WriteSeries(table, SeriesMemory.MeasureAll());
        Console.Write(table);
        return 0;
    case ["scrape", ..]:
        return PerformanceReport.RunScrapes(args.AsSpan(1));
    case ["http", ..]:
        return PerformanceReport.RunRequests(args.AsSpan(1));
    case ["serve", ..]:
        return LoadServer.Run(args.AsSpan(1));
    case ["report", ..]:
        return PerformanceReport.Run(args.AsSpan(1));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
