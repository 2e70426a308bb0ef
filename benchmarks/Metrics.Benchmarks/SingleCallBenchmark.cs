using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks;

/// <summary>One operation per call of the harness, whose own cost it subtracts. What comes before an operation then costs as much for the baseline as for
/// an instrument, as it does in an application; in a loop, the baseline's address stays in a register and the instrument's doesn't.</summary>
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
