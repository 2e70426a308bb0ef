using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures for two seconds after a warm-up, in many short parts, so that a part that something else disturbed can be told from the others.</summary>
/// <remarks>A benchmark with this job does its operation some thousand times in a loop, so the cost of the call is nothing
/// that would have to be measured and subtracted.</remarks>
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
