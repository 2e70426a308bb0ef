using PrometheusMetrics.Collectors;

namespace PrometheusMetrics;

/// <summary>Extension methods that add the standard metrics of the process and the .NET runtime to a registry. A host adds them by
/// default.</summary>
public static class StandardCollectorExtensions
{
    /// <summary>Adds <c>process_*</c>: CPU time, memory, file descriptors, threads and start time, as far as the operating system
    /// provides them.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The same registry.</returns>
    /// <exception cref="InvalidOperationException">The metrics are already registered, or another family has one of their
    /// names.</exception>
    public static MetricRegistry AddProcessMetrics(this MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.Register(new ProcessCollector());
        return registry;
    }

    /// <summary>Adds <c>dotnet_*</c>: every instrument of the meter <c>System.Runtime</c> (garbage collection, thread pool, lock
    /// contention, JIT, exceptions, timers, assemblies, processors, CPU time, memory), the memory limit and the version.</summary>
    /// <remarks>Exceptions are counted from this call until the registry is disposed, everything else from the start of the
    /// process.</remarks>
    /// <param name="registry">The registry.</param>
    /// <param name="timeProvider">The time provider for the creation times of the exception counters, or null for
    /// <see cref="TimeProvider.System"/>.</param>
    /// <returns>The same registry.</returns>
    /// <exception cref="InvalidOperationException">The metrics are already registered, or another family has one of their
    /// names.</exception>
    public static MetricRegistry AddRuntimeMetrics(this MetricRegistry registry, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.RegisterOwned(new RuntimeCollector(timeProvider));
        return registry;
    }
}
