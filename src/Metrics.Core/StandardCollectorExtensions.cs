using System.Collections.Frozen;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Collectors;

namespace PrometheusMetrics;

/// <summary>Extension methods that add the standard metrics of the process and the .NET runtime to a registry. A host adds them by
/// default.</summary>
public static class StandardCollectorExtensions
{
    private static readonly Lazy<FrozenSet<string>> Names = new(ListNames);

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

    /// <summary>Returns whether a family has the name of one of the metrics that <see cref="AddProcessMetrics"/> and
    /// <see cref="AddRuntimeMetrics"/> add, for a reader that leaves them out.</summary>
    /// <param name="family">The family.</param>
    public static bool IsStandardMetric(this MetricDescriptor family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return Names.Value.Contains(family.Name);
    }

    private static FrozenSet<string> ListNames()
    {
        using var runtime = new RuntimeCollector(timeProvider: null);
        return new ProcessCollector().Families.Concat(runtime.Families).Select(family => family.Descriptor.Name).ToFrozenSet();
    }
}
