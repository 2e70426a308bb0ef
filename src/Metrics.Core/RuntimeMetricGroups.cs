namespace PrometheusMetrics;

/// <summary>Groups of the metrics of the .NET runtime, <c>dotnet_*</c>. Each metric is in exactly one group. A group that is not selected
/// is neither read nor counted.</summary>
[Flags]
public enum RuntimeMetricGroups
{
    /// <summary>No metrics.</summary>
    None = 0,

    /// <summary>Garbage collection, <c>dotnet_gc_*</c>: collections, pauses, allocations, sizes of the heap, and the memory
    /// limit.</summary>
    Gc = 1,

    /// <summary>The JIT compiler, <c>dotnet_jit_*</c>: compiled methods, their size, and the time spent.</summary>
    Jit = 1 << 1,

    /// <summary>The thread pool, <c>dotnet_thread_pool_*</c>: threads, queued and completed work items.</summary>
    ThreadPool = 1 << 2,

    /// <summary>Contention of monitor locks, <c>dotnet_monitor_lock_contentions_total</c>.</summary>
    Locks = 1 << 3,

    /// <summary>Exceptions by type, <c>dotnet_exceptions_total</c>. They are counted by an event handler that runs at each
    /// exception.</summary>
    Exceptions = 1 << 4,

    /// <summary>Active timers, <c>dotnet_timer_count</c>.</summary>
    Timers = 1 << 5,

    /// <summary>Loaded assemblies, <c>dotnet_assembly_count</c>.</summary>
    Assemblies = 1 << 6,

    /// <summary>The process as the runtime sees it, <c>dotnet_process_*</c>: processors, CPU time and working set. The metrics
    /// <c>process_*</c> are not part of it.</summary>
    Process = 1 << 7,

    /// <summary>The version of the runtime, <c>dotnet_info</c>.</summary>
    Info = 1 << 8,

    /// <summary>All metrics of the runtime.</summary>
    All = Gc | Jit | ThreadPool | Locks | Exceptions | Timers | Assemblies | Process | Info,
}
