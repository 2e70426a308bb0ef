using System.Runtime;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>The metrics of the .NET runtime, <c>dotnet_*</c>: all instruments of the meter <c>System.Runtime</c>, with the names and labels
/// that follow from OpenTelemetry's translation rules, and <c>dotnet_info</c> and <c>dotnet_gc_memory_limit_bytes</c>. Source:
/// OpenTelemetry, "Prometheus and OpenMetrics Compatibility".</summary>
/// <remarks>
/// <para>The runtime maintains every value, without an <c>EventListener</c> or a list of threads. Only exceptions are counted here, until
/// the collector is disposed.</para>
/// <para>Two instruments are gauges here, as in the semantic conventions of OpenTelemetry, although .NET 9 and 10 declare them as counters:
/// <c>dotnet_thread_pool_thread_count</c> and <c>dotnet_thread_pool_queue_length</c>. Their values can decrease, which those of a counter
/// must not.</para>
/// </remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class RuntimeCollector : StreamingCollector, IDisposable
{
    private readonly GarbageCollection _garbageCollection;
    private readonly ExceptionCounter _exceptions;
    private readonly PolledFamily _compiledMethods;
    private readonly PolledFamily _compiledIl;
    private readonly PolledFamily _compilationTime;
    private readonly PolledFamily _poolItems;
    private readonly PolledFamily _contentions;
    private readonly PolledFamily _cpuTime;

    private readonly PolledFamily _poolThreads = Gauge(
        "dotnet_thread_pool_thread_count", "Number of threads in the thread pool.");

    private readonly PolledFamily _poolQueue = Gauge(
        "dotnet_thread_pool_queue_length", "Number of work items that are waiting for a thread of the thread pool.");

    private readonly PolledFamily _timers = Gauge(
        "dotnet_timer_count", "Number of active timers: those that will fire unless they are stopped.");

    private readonly PolledFamily _assemblies = Gauge("dotnet_assembly_count", "Number of assemblies that are loaded.");

    private readonly PolledFamily _cpuCount = Gauge(
        "dotnet_process_cpu_count",
        "Number of processors that the process may use; a container's limit is rounded up to a whole processor.");

    private readonly PolledFamily _workingSet = Gauge(
        "dotnet_process_memory_working_set_bytes", "Physical memory that the process occupies, in bytes.", "bytes");

    /// <summary>Creates the collector and starts counting exceptions.</summary>
    /// <param name="timeProvider">The time provider for the creation times of the exception counters, or null for
    /// <see cref="TimeProvider.System"/>.</param>
    public RuntimeCollector(TimeProvider? timeProvider = null)
    {
        var started = ProcessStart.Read();
        _garbageCollection = new GarbageCollection(started);
        _exceptions = new ExceptionCounter(timeProvider ?? TimeProvider.System);
        _compiledMethods = Counter(
            started,
            "dotnet_jit_compiled_methods_total",
            "Number of methods that the JIT compiler compiled, including recompilations.");
        _compiledIl = Counter(
            started,
            "dotnet_jit_compiled_il_size_bytes_total",
            "Size of the intermediate language that the JIT compiler compiled, in bytes.",
            "bytes");
        _compilationTime = Counter(
            started,
            "dotnet_jit_compilation_time_seconds_total",
            "Time that the JIT compiler spent, summed over all threads, in seconds.",
            "seconds");
        _poolItems = Counter(
            started, "dotnet_thread_pool_work_item_count_total", "Number of work items that the thread pool completed.");
        _contentions = Counter(
            started,
            "dotnet_monitor_lock_contentions_total",
            "Number of times that a thread had to wait for a lock that another thread held.");
        _cpuTime = new(
            new(
                MetricType.Counter,
                "dotnet_process_cpu_time_seconds_total",
                "CPU time that the process used, by user and system, in seconds.",
                ["cpu_mode"],
                "seconds"),
            started,
            ["user", "system"]);
        Families =
        [
            .. _garbageCollection.Families,
            _exceptions,
            _compiledMethods,
            _compiledIl,
            _compilationTime,
            _poolThreads,
            _poolQueue,
            _poolItems,
            _contentions,
            _timers,
            _assemblies,
            _cpuCount,
            _cpuTime,
            _workingSet,
            new RuntimeInfo(),
        ];
    }

    public override IReadOnlyList<IStreamableFamily> Families { get; }

    /// <summary>Stops counting exceptions.</summary>
    public void Dispose() => _exceptions.Dispose();

    protected override void ReadValues(in CollectionRequest request)
    {
        _garbageCollection.ReadValues();
        _compiledMethods.Set(JitInfo.GetCompiledMethodCount());
        _compiledIl.Set(JitInfo.GetCompiledILBytes());
        _compilationTime.Set(JitInfo.GetCompilationTime().TotalSeconds);
        _poolThreads.Set(ThreadPool.ThreadCount);
        _poolQueue.Set(ThreadPool.PendingWorkItemCount);
        _poolItems.Set(ThreadPool.CompletedWorkItemCount);
        _contentions.Set(Monitor.LockContentionCount);
        _timers.Set(Timer.ActiveCount);
        _assemblies.Set(AppDomain.CurrentDomain.GetAssemblies().Length);
        _cpuCount.Set(Environment.ProcessorCount);
        _workingSet.Set(WorkingSet.Read());
        var cpu = Environment.CpuUsage;
        _cpuTime.Set([cpu.UserTime.TotalSeconds, cpu.PrivilegedTime.TotalSeconds]);
    }

    private static PolledFamily Gauge(string name, string help, string? unit = null) => new(new(MetricType.Gauge, name, help, [], unit));

    private static PolledFamily Counter(DateTimeOffset? started, string name, string help, string? unit = null) =>
        new(new(MetricType.Counter, name, help, [], unit), started);
}
