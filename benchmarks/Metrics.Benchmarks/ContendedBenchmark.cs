using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks;

/// <summary>What one measurement costs each thread while as many threads as there are cores use the same instrument.
/// One thread goes through the very same harness, so the two may be compared.</summary>
[MemoryDiagnoser]
[SteadyJob]
public class ContendedBenchmark
{
    private const int Times = 131_072;

    private readonly InstrumentOperations _own = new();
    private readonly OpenTelemetryOperations _openTelemetry = new();
    private WorkerThreads? _crew;

    /// <summary>As many as there are cores, and two at least: one cannot get in anybody's way.</summary>
    public static int AllCores => Math.Max(2, Environment.ProcessorCount);

    public static IEnumerable<int> ThreadCounts => [1, AllCores];

    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _crew = new WorkerThreads(Threads);

    [GlobalCleanup]
    public void Cleanup()
    {
        _crew!.Dispose();
        _openTelemetry.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public void InterlockedIncrement() => _crew!.Run(_own.InterlockedIncrement, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void CounterInc() => _crew!.Run(_own.CounterInc, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void CounterIncBy() => _crew!.Run(_own.CounterIncBy, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void GaugeSet() => _crew!.Run(_own.GaugeSet, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void GaugeInc() => _crew!.Run(_own.GaugeInc, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void HistogramObserve() => _crew!.Run(_own.HistogramObserve, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void NativeHistogramObserve() => _crew!.Run(_own.NativeHistogramObserve, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void LabelledInc() => _crew!.Run(_own.LabelledInc, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void LabelledIncFresh() => _crew!.Run(_own.LabelledIncFresh, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void SummaryObserve() => _crew!.Run(_own.SummaryObserve, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryCounterAdd() => _crew!.Run(_openTelemetry.CounterAdd, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryCounterAddDouble() => _crew!.Run(_openTelemetry.CounterAddDouble, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryHistogramRecord() => _crew!.Run(_openTelemetry.HistogramRecord, Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryTaggedAdd() => _crew!.Run(_openTelemetry.TaggedAdd, Times);
}
