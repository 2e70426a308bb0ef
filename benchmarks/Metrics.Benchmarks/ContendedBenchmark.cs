using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the time of one operation per thread while one thread per core uses the same instrument. A single thread uses the same
/// harness, so that the two can be compared.</summary>
[MemoryDiagnoser]
[SteadyJob]
public class ContendedBenchmark
{
    private const int Times = 131_072;

    private readonly InstrumentOperations _own = new();
    private readonly OpenTelemetryOperations _openTelemetry = new();
    private WorkerThreads? _workers;

    /// <summary>The number of cores, but at least two, because one thread causes no contention.</summary>
    public static int AllCores => Math.Max(2, Environment.ProcessorCount);

    public static IEnumerable<int> ThreadCounts => [1, AllCores];

    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _workers = new WorkerThreads(Threads);

    [GlobalCleanup]
    public void Cleanup()
    {
        _workers!.Dispose();
        _openTelemetry.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public void InterlockedIncrement() => _workers!.Run(_own.InterlockedIncrement, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void CounterInc() => _workers!.Run(_own.CounterInc, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void CounterIncBy() => _workers!.Run(_own.CounterIncBy, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void GaugeSet() => _workers!.Run(_own.GaugeSet, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void GaugeInc() => _workers!.Run(_own.GaugeInc, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void HistogramObserve() => _workers!.Run(_own.HistogramObserve, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void NativeHistogramObserve() => _workers!.Run(_own.NativeHistogramObserve, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void LabelledInc() => _workers!.Run(_own.LabelledInc, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void LabelledIncFresh() => _workers!.Run(_own.LabelledIncFresh, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void SummaryObserve() => _workers!.Run(_own.SummaryObserve, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryCounterAdd() => _workers!.Run(_openTelemetry.CounterAdd, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryCounterAddDouble() => _workers!.Run(_openTelemetry.CounterAddDouble, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryHistogramRecord() => _workers!.Run(_openTelemetry.HistogramRecord, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryTaggedAdd() => _workers!.Run(_openTelemetry.TaggedAdd, Times);
}
