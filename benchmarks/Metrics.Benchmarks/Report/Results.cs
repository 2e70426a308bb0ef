using BenchmarkDotNet.Reports;

namespace Metrics.Benchmarks.Report;

/// <summary>Finds what was measured. Null stands for a benchmark that there isn't, NaN for one that failed.</summary>
internal sealed class Results(Summary[] summaries)
{
    /// <summary>The median time of an operation on one thread, in nanoseconds.</summary>
    public double? OneThread(string method) => Median(Find(method, threads: null));

    /// <summary>The median time of an operation on each of so many threads that share the instrument, in nanoseconds.</summary>
    public double? Shared(string method, int threads) => Median(Find(method, threads));

    /// <summary>How often an operation takes the time of <c>Interlocked.Increment</c> in the same class.</summary>
    public double? TimesLimit(string method)
    {
        var report = Find(method, threads: null);
        var limit = summaries.SelectMany(summary => summary.Reports).FirstOrDefault(candidate =>
            candidate.BenchmarkCase.Descriptor.Type == report?.BenchmarkCase.Descriptor.Type && candidate.BenchmarkCase.Descriptor.Baseline);
        return Median(report) / Median(limit);
    }

    /// <summary>How often an operation takes its own time on one thread in the same harness.</summary>
    public double? TimesAlone(string method, int threads) => Shared(method, threads) / Shared(method, 1);

    /// <summary>The bytes that an operation allocates.</summary>
    public double? Allocated(string method) => Find(method, threads: null) switch
    {
        null => null,
        { Success: true, GcStats: var memory } => memory.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) / (double)memory.TotalOperations,
        _ => double.NaN,
    };

    private static double? Median(BenchmarkReport? report) => report is null ? null : report.ResultStatistics?.Median ?? double.NaN;

    private BenchmarkReport? Find(string method, int? threads) => summaries.SelectMany(summary => summary.Reports).FirstOrDefault(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
        && report.BenchmarkCase.Parameters[nameof(ContendedBenchmark.Threads)] as int? == threads);
}
