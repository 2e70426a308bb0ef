using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Collectors;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the additional time of an exception while the runtime collector counts it. The baseline is an exception that is not
/// counted.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ExceptionCountingBenchmark
{
    private RuntimeCollector? _collector;

    [GlobalSetup(Target = nameof(ThrowWhileCounting))]
    public void Count() => _collector = new RuntimeCollector();

    [GlobalCleanup(Target = nameof(ThrowWhileCounting))]
    public void StopCounting() => _collector?.Dispose();

    [Benchmark(Baseline = true)]
    public bool Throw() => ThrowAndCatch();

    [Benchmark]
    public bool ThrowWhileCounting() => ThrowAndCatch();

    private static bool ThrowAndCatch()
    {
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
