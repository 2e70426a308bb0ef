using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the time of one operation on one thread, compared with the lower limit and with the OpenTelemetry SDK.</summary>
[MemoryDiagnoser]
[SteadyJob]
public class InstrumentBenchmark
{
    private const int Times = 16_384;

    private readonly InstrumentOperations _own = new();
    private readonly OpenTelemetryOperations _openTelemetry = new();

    [GlobalCleanup]
    public void Cleanup() => _openTelemetry.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public void InterlockedIncrement() => _own.InterlockedIncrement(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void InterlockedBehindInterface() => _own.InterlockedBehindInterface(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void CounterInc() => _own.CounterInc(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void CounterIncBy() => _own.CounterIncBy(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void TracedCounterInc() => _own.TracedCounterInc(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void GaugeSet() => _own.GaugeSet(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void GaugeInc() => _own.GaugeInc(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void HistogramObserve() => _own.HistogramObserve(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void NativeHistogramObserve() => _own.NativeHistogramObserve(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void LabelledInc() => _own.LabelledInc(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void LabelledIncFresh() => _own.LabelledIncFresh(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void SummaryObserve() => _own.SummaryObserve(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryCounterAdd() => _openTelemetry.CounterAdd(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryCounterAddDouble() => _openTelemetry.CounterAddDouble(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryHistogramRecord() => _openTelemetry.HistogramRecord(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void OpenTelemetryTaggedAdd() => _openTelemetry.TaggedAdd(Times);
}
