using System.Text;
using BenchmarkDotNet.Running;
using PrometheusMetrics.Benchmarks;
using PrometheusMetrics.Benchmarks.Report;
using PrometheusMetrics.Benchmarks.Scraping;

var table = new StringBuilder();
switch (args)
{
    case ["memory"]:
        Tables.WriteSeries(table, SeriesMemory.MeasureAll());
        Console.Write(table);
        return 0;
    case ["scrape"] or ["scrape", "--large"]:
        ScrapeTable.Write(table, ScrapeBenchmark.Run(args.Length == 1 ? ScrapeWork.Normal : ScrapeWork.Large));
        Console.Write(table);
        return 0;
    case ["report", ..]:
        return PerformanceReport.Run(args.AsSpan(1));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
