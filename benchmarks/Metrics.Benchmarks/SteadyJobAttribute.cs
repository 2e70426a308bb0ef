using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures for two seconds after a warm-up, in 16 short iterations, so that disturbed iterations can be distinguished from the
/// others.</summary>
/// <remarks>A benchmark with this job repeats its operation thousands of times in a loop, so the time of the call is negligible and is not
/// measured.</remarks>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SteadyJobAttribute : Attribute, IConfigSource
{
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddJob(
        Job.Default
            .WithId("Steady")
            .WithWarmupCount(6)
            .WithIterationCount(16)
            .WithIterationTime(TimeInterval.FromMilliseconds(125))
            .WithUnrollFactor(1)
            .WithEvaluateOverhead(false));
}
