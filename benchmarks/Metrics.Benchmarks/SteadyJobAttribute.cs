using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace Metrics.Benchmarks;

/// <summary>Measures for two seconds after a warm-up: enough for ratios on a machine that others use too.</summary>
/// <remarks>A benchmark with this job does its operation some thousand times in a loop, so the cost of the call is nothing
/// that would have to be measured and subtracted.</remarks>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SteadyJobAttribute : Attribute, IConfigSource
{
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddJob(
        Job.Default
            .WithId("Steady")
            .WithWarmupCount(3)
            .WithIterationCount(8)
            .WithIterationTime(TimeInterval.FromMilliseconds(250))
            .WithUnrollFactor(1)
            .WithEvaluateOverhead(false));
}
