namespace PrometheusMetrics.Tests.Support;

/// <summary>Tests of what belongs to the process as a whole: they run after all others, one by one.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
