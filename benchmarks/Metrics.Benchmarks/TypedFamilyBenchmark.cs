using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the time of finding one of 64 series by an enum, a bool and an int, and of incrementing it.</summary>
[MemoryDiagnoser]
[SteadyJob]
public class TypedFamilyBenchmark
{
    private const int Times = 16_384;

    private readonly TypedOperations _own = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public void InterlockedIncrement() => _own.InterlockedIncrement(Times);

    [Benchmark(OperationsPerInvoke = Times)]
    public void TypedLabelledInc() => _own.LabelledInc(Times);
}
