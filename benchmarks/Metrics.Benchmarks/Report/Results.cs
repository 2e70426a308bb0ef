using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>Finds what was measured. Null stands for a benchmark that there isn't, NaN for one that failed.</summary>
internal sealed class Results(Summary[] summaries)
{
    /// <summary>The time of an operation on one thread, in nanoseconds: the lower quartile, since whatever disturbs one thread can only add to it.</summary>
    public double? OneThread(string method) => LowerQuartile(Find(method, threads: null));

    /// <summary>The median time of an operation on each of so many threads that share the instrument, in nanoseconds. A disturbed thread makes this
    /// longer, or shorter if it leaves the instrument to the others.</summary>
    public double? Shared(string method, int threads) => Time(Find(method, threads), times => times.Median);

    /// <summary>How often an operation takes the time of <c>Interlocked.Increment</c> in the same class.</summary>
    public double? TimesLimit(string method)
    {
        var report = Find(method, threads: null);
        var limit = summaries.SelectMany(summary => summary.Reports).FirstOrDefault(candidate =>
            candidate.BenchmarkCase.Descriptor.Type == report?.BenchmarkCase.Descriptor.Type && candidate.BenchmarkCase.Descriptor.Baseline);
        return LowerQuartile(report) / LowerQuartile(limit);
    }

    /// <summary>The time of a single call of an operation, in nanoseconds; null if that isn't measured.</summary>
    public double? SingleCall(string method) => LowerQuartile(FindSingleCall(method));

    /// <summary>How often a single call takes the time of one of <c>Interlocked.Increment</c>.</summary>
    public double? SingleCallTimesLimit(string method) => SingleCall(method) / SingleCall(nameof(SingleCallBenchmark.InterlockedIncrement));

    /// <summary>How often an operation takes its own time on one thread in the same harness.</summary>
    public double? TimesAlone(string method, int threads) => Shared(method, threads) / Shared(method, 1);

    /// <summary>The bytes that an operation allocates.</summary>
    public double? Allocated(string method) => Find(method, threads: null) switch
    {
        null => null,
        { Success: true, GcStats: var memory } => memory.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) / (double)memory.TotalOperations,
        _ => double.NaN,
    };

    private static double? LowerQuartile(BenchmarkReport? report) => Time(report, times => times.Q1);

    private static double? Time(BenchmarkReport? report, Func<Statistics, double> choose) => report switch
    {
        null => null,
        { ResultStatistics: { } times } => choose(times),
        _ => double.NaN,
    };

    private BenchmarkReport? FindSingleCall(string method) => summaries.SelectMany(summary => summary.Reports).FirstOrDefault(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method && report.BenchmarkCase.Descriptor.Type == typeof(SingleCallBenchmark));

    private BenchmarkReport? Find(string method, int? threads) => summaries.SelectMany(summary => summary.Reports).FirstOrDefault(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
        && report.BenchmarkCase.Descriptor.Type != typeof(SingleCallBenchmark)
        && report.BenchmarkCase.Parameters[nameof(ContendedBenchmark.Threads)] as int? == threads);
}
