using System.Collections.Frozen;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Collectors;

namespace PrometheusMetrics;

/// <summary>Extension methods that add the standard metrics of the process and the .NET runtime, which a host adds by default, and
/// <c>target_info</c> to a registry.</summary>
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
        registry.StartProcessMetrics();
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
    public static MetricRegistry AddRuntimeMetrics(this MetricRegistry registry, TimeProvider? timeProvider = null) =>
        registry.AddRuntimeMetrics(RuntimeMetricGroups.All, timeProvider);

    /// <summary>Adds the selected groups of <c>dotnet_*</c>, as <see cref="AddRuntimeMetrics(MetricRegistry, TimeProvider)"/> adds all of
    /// them.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="timeProvider">The time provider for the creation times of the exception counters, or null for
    /// <see cref="TimeProvider.System"/>.</param>
    /// <returns>The same registry.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="groups"/> has a value that is not a group.</exception>
    /// <exception cref="InvalidOperationException">Metrics of a group are already registered, or another family has one of their
    /// names.</exception>
    public static MetricRegistry AddRuntimeMetrics(
        this MetricRegistry registry, RuntimeMetricGroups groups, TimeProvider? timeProvider = null)
    {
        registry.StartRuntimeMetrics(groups, timeProvider);
        return registry;
    }

    /// <summary>Adds <c>process_*</c>, as <see cref="AddProcessMetrics"/> does, until the returned object is disposed.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>An object that removes the metrics when it is disposed, once or several times, by any thread. Afterwards they can be added
    /// again.</returns>
    /// <exception cref="InvalidOperationException">The metrics are already registered, or another family has one of their
    /// names.</exception>
    public static IDisposable StartProcessMetrics(this MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var collector = new ProcessCollector();
        registry.Register(collector);
        return new RegisteredCollector(registry, collector);
    }

    /// <summary>Adds the selected groups of <c>dotnet_*</c>, as
    /// <see cref="AddRuntimeMetrics(MetricRegistry, RuntimeMetricGroups, TimeProvider)"/> does, until the returned object or the registry
    /// is disposed.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="timeProvider">The time provider for the creation times of the exception counters, or null for
    /// <see cref="TimeProvider.System"/>.</param>
    /// <returns>An object that removes the metrics, and ends the counting of exceptions, when it is disposed, once or several times, by any
    /// thread. Afterwards they can be added again.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="groups"/> has a value that is not a group.</exception>
    /// <exception cref="InvalidOperationException">Metrics of a group are already registered, or another family has one of their
    /// names.</exception>
    public static IDisposable StartRuntimeMetrics(
        this MetricRegistry registry, RuntimeMetricGroups groups = RuntimeMetricGroups.All, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        if ((groups & ~RuntimeMetricGroups.All) != RuntimeMetricGroups.None)
        {
            throw new ArgumentOutOfRangeException(
                nameof(groups),
                groups,
                $"There is no such group: combine values of {nameof(RuntimeMetricGroups)}, such as Gc | ThreadPool.");
        }

        // A collector without descriptors would be one that reports anything.
        if (groups == RuntimeMetricGroups.None)
        {
            return new RegisteredCollector(registry, collector: null);
        }

        var collector = new RuntimeCollector(groups, timeProvider);
        registry.RegisterOwned(collector);
        return new RegisteredCollector(registry, collector);
    }

    /// <summary>Adds the info <c>target_info</c>, whose labels describe the application as a whole, until the returned object is disposed.
    /// It is the first metric of each body.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="labels">The names and values of the labels, at least one; a name with a dot, such as <c>service.name</c>, needs a
    /// registry that accepts <see cref="NameValidation.Utf8"/>.</param>
    /// <returns>An object that removes the metric when it is disposed, once or several times, by any thread.</returns>
    /// <exception cref="ArgumentException">There are no labels, a name is illegal or given twice, or a value is null or longer than the
    /// limit of the registry.</exception>
    /// <exception cref="InvalidOperationException">A metric has the name <c>target_info</c> already.</exception>
    /// <example><code>registry.StartTargetInfo([new("service_name", "shop"), new("service_version", "1.4.2")]);</code></example>
    public static IDisposable StartTargetInfo(this MetricRegistry registry, IEnumerable<KeyValuePair<string, string>> labels)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(labels);
        KeyValuePair<string, string>[] all = [.. labels];
        if (all.Length == 0)
        {
            throw new ArgumentException("'target_info' has no labels: give it at least one, such as service_name.", nameof(labels));
        }

        var collector = new TargetInfo(all, registry.NameValidation, registry.FamilyHost.LabelValueLengthLimit);
        registry.Register(collector);
        return new RegisteredCollector(registry, collector);
    }

    /// <summary>Returns whether a registry has the metrics that <see cref="AddProcessMetrics"/> adds.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>Whether it has them.</returns>
    public static bool HasProcessMetrics(this MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry.GetCollectors<ProcessCollector>().Count > 0;
    }

    /// <summary>Returns which of the metrics that <see cref="AddRuntimeMetrics(MetricRegistry, RuntimeMetricGroups, TimeProvider)"/> adds
    /// a registry has.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The groups, or <see cref="RuntimeMetricGroups.None"/>.</returns>
    public static RuntimeMetricGroups GetRuntimeMetricGroups(this MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry.GetCollectors<RuntimeCollector>()
            .Aggregate(RuntimeMetricGroups.None, (groups, collector) => groups | collector.Groups);
    }

    /// <summary>Returns whether a family has the name of one of the metrics that <see cref="AddProcessMetrics"/> and
    /// <see cref="AddRuntimeMetrics(MetricRegistry, TimeProvider)"/> add, for a reader that leaves them out.</summary>
    /// <param name="family">The family.</param>
    public static bool IsStandardMetric(this MetricDescriptor family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return Names.Value.Contains(family.Name);
    }

    private static FrozenSet<string> ListNames()
    {
        using var runtime = new RuntimeCollector();
        return new ProcessCollector().Families.Concat(runtime.Families).Select(family => family.Descriptor.Name).ToFrozenSet();
    }

    private sealed class RegisteredCollector(MetricRegistry registry, ICollector? collector) : IDisposable
    {
        public void Dispose()
        {
            if (collector is not null)
            {
                registry.Unregister(collector);
            }
        }
    }
}
