namespace PrometheusMetrics.Tests.Support;

/// <summary>The collection of the test classes that no other test may run beside, because they watch the whole process.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
