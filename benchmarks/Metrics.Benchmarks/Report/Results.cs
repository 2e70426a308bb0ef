using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;

namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>The results of the benchmarks. Null means that there is no such benchmark, NaN that it failed.</summary>
internal sealed class Results(Summary[] summaries)
{
    /// <summary>Gets the time of an operation on one thread, in nanoseconds: the lower quartile, because a disturbance of one thread can
    /// only increase the time.</summary>
    public double? OneThread(string method) => LowerQuartile(Find(method, threads: null));

    /// <summary>Gets the median time of an operation per thread while several threads share the instrument, in nanoseconds. A disturbed
    /// thread increases it, or decreases it if the other threads have less contention.</summary>
    public double? Shared(string method, int threads) => Time(Find(method, threads), times => times.Median);

    /// <summary>Gets the time of an operation as a multiple of that of <c>Interlocked.Increment</c> in the same class.</summary>
    public double? TimesLimit(string method)
    {
        var report = Find(method, threads: null);
        var limit = summaries.SelectMany(summary => summary.Reports).FirstOrDefault(candidate =>
            candidate.BenchmarkCase.Descriptor.Type == report?.BenchmarkCase.Descriptor.Type
            && candidate.BenchmarkCase.Descriptor.Baseline);
        return LowerQuartile(report) / LowerQuartile(limit);
    }

    /// <summary>Gets the time of a single call of an operation, in nanoseconds, or null if it is not measured.</summary>
    public double? SingleCall(string method) => LowerQuartile(FindSingleCall(method));

    /// <summary>Gets the time of a single call as a multiple of that of <c>Interlocked.Increment</c>.</summary>
    public double? SingleCallTimesLimit(string method) =>
        SingleCall(method) / SingleCall(nameof(SingleCallBenchmark.InterlockedIncrement));

    /// <summary>Gets the time of an operation as a multiple of its time on one thread in the same harness.</summary>
    public double? TimesAlone(string method, int threads) => Shared(method, threads) / Shared(method, 1);

    /// <summary>Gets the number of bytes that an operation allocates.</summary>
    public double? Allocated(string method) => Find(method, threads: null) switch
    {
        null => null,
        { Success: true, GcStats: var memory } =>
            memory.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) / (double)memory.TotalOperations,
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
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
        && report.BenchmarkCase.Descriptor.Type == typeof(SingleCallBenchmark));

    private BenchmarkReport? Find(string method, int? threads) => summaries.SelectMany(summary => summary.Reports).FirstOrDefault(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
        && report.BenchmarkCase.Descriptor.Type != typeof(SingleCallBenchmark)
        && report.BenchmarkCase.Parameters[nameof(ContendedBenchmark.Threads)] as int? == threads);
}
