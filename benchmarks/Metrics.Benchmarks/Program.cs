using BenchmarkDotNet.Running;
using PrometheusMetrics.Benchmarks.Report;
using PrometheusMetrics.Benchmarks.Requests;

switch (args)
{
    case ["instruments" or "memory" or "scrape" or "http", ..]:
        return PerformanceReport.Run(args[0], args.AsSpan(1));
    case ["serve", ..]:
        return LoadServer.Run(args.AsSpan(1));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
