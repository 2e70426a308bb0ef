using PrometheusMetrics.Collectors;

namespace PrometheusMetrics;

/// <summary>Adds the standard metrics of process and runtime. A host does it by itself.</summary>
public static class StandardCollectorExtensions
{
    /// <summary>Adds <c>process_*</c>: CPU time, memory, file descriptors, threads and start time, as far as the system tells them.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The same registry.</returns>
    /// <exception cref="InvalidOperationException">They are there already.</exception>
    public static MetricRegistry AddProcessMetrics(this MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.Register(new ProcessCollector());
        return registry;
    }

    /// <summary>Adds <c>dotnet_*</c>: every instrument of the meter <c>System.Runtime</c> (garbage collection, thread pool, lock contention, JIT,
    /// exceptions, timers, assemblies, processors, CPU time, memory), the memory limit and the version.</summary>
    /// <remarks>Exceptions are counted from now on until the registry is disposed, everything else from the start of the process.</remarks>
    /// <param name="registry">The registry.</param>
    /// <param name="timeProvider">The clock for creation times; null means <see cref="TimeProvider.System"/>.</param>
    /// <returns>The same registry.</returns>
    /// <exception cref="InvalidOperationException">They are there already.</exception>
    public static MetricRegistry AddRuntimeMetrics(this MetricRegistry registry, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.RegisterOwned(new RuntimeCollector(timeProvider));
        return registry;
    }
}
