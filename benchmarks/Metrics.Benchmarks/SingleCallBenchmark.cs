using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures one operation per call of the harness, which subtracts its own time. The code before an operation then takes as long
/// for the baseline as for an instrument, as in an application; in a loop, the address of the baseline's field stays in a register and that
/// of the instrument does not.</summary>
[MemoryDiagnoser]
[SteadyJob]
public class SingleCallBenchmark
{
    private readonly InstrumentOperations _own = new();

    [Benchmark(Baseline = true)]
    public void InterlockedIncrement() => _own.InterlockedIncrement();

    [Benchmark]
    public void CounterInc() => _own.CounterInc();

    [Benchmark]
    public void CounterIncBy() => _own.CounterIncBy();

    [Benchmark]
    public void GaugeSet() => _own.GaugeSet();
}
