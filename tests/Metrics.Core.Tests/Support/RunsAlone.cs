namespace PrometheusMetrics.Tests.Support;

/// <summary>Tests of process-wide state: they run after all others, one by one.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
