using System.Runtime;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>The metrics of the .NET runtime, <c>dotnet_*</c>, by group: all instruments of the meter <c>System.Runtime</c>, with the names
/// and labels that follow from OpenTelemetry's translation rules, and <c>dotnet_info</c> and <c>dotnet_gc_memory_limit_bytes</c>. Source:
/// OpenTelemetry, "Prometheus and OpenMetrics Compatibility".</summary>
/// <remarks>
/// <para>The runtime maintains every value, without an <c>EventListener</c> or a list of threads. Only exceptions are counted here, until
/// the collector is disposed. What is not selected is neither read nor counted.</para>
/// <para>Two instruments are gauges here, as in the semantic conventions of OpenTelemetry, although .NET 9 and 10 declare them as counters:
/// <c>dotnet_thread_pool_thread_count</c> and <c>dotnet_thread_pool_queue_length</c>. Their values can decrease, which those of a counter
/// must not.</para>
/// </remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class RuntimeCollector : StreamingCollector, IDisposable
{
    private readonly DateTimeOffset? _started = ProcessStart.Read();
    private readonly List<IStreamableFamily> _families = [];
    private readonly List<Action> _reads = [];
    private readonly ExceptionCounter? _exceptions;

    /// <summary>Creates the collector and starts counting exceptions, if they are selected.</summary>
    /// <param name="groups">The groups that are selected.</param>
    /// <param name="timeProvider">The time provider for the creation times of the exception counters, or null for
    /// <see cref="TimeProvider.System"/>.</param>
    public RuntimeCollector(RuntimeMetricGroups groups = RuntimeMetricGroups.All, TimeProvider? timeProvider = null)
    {
        Groups = groups;
        (RuntimeMetricGroups Group, Action Add)[] adders =
        [
            (RuntimeMetricGroups.Gc, AddGarbageCollection),
            (RuntimeMetricGroups.Jit, AddJit),
            (RuntimeMetricGroups.ThreadPool, AddThreadPool),
            (RuntimeMetricGroups.Locks, AddLocks),
            (RuntimeMetricGroups.Timers, AddTimers),
            (RuntimeMetricGroups.Assemblies, AddAssemblies),
            (RuntimeMetricGroups.Process, AddProcess),
            (RuntimeMetricGroups.Info, AddInfo),
        ];
        foreach (var (_, add) in adders.Where(adder => groups.HasFlag(adder.Group)))
        {
            add();
        }

        if (groups.HasFlag(RuntimeMetricGroups.Exceptions))
        {
            _exceptions = new ExceptionCounter(timeProvider ?? TimeProvider.System);
            _families.Add(_exceptions);
        }
    }

    public RuntimeMetricGroups Groups { get; }

    public override IReadOnlyList<IStreamableFamily> Families => _families;

    /// <summary>Stops counting exceptions.</summary>
    public void Dispose() => _exceptions?.Dispose();

    protected override void ReadValues(in CollectionRequest request)
    {
        foreach (var read in _reads)
        {
            read();
        }
    }

    private void AddGarbageCollection()
    {
        var garbageCollection = new GarbageCollection(_started);
        _families.AddRange(garbageCollection.Families);
        _reads.Add(garbageCollection.ReadValues);
    }

    private void AddJit()
    {
        AddCounter(
            () => JitInfo.GetCompiledMethodCount(),
            "dotnet_jit_compiled_methods_total",
            "Number of methods that the JIT compiler compiled, including recompilations.");
        AddCounter(
            () => JitInfo.GetCompiledILBytes(),
            "dotnet_jit_compiled_il_size_bytes_total",
            "Size of the intermediate language that the JIT compiler compiled, in bytes.",
            "bytes");
        AddCounter(
            () => JitInfo.GetCompilationTime().TotalSeconds,
            "dotnet_jit_compilation_time_seconds_total",
            "Time that the JIT compiler spent, summed over all threads, in seconds.",
            "seconds");
    }

    private void AddThreadPool()
    {
        AddGauge(() => ThreadPool.ThreadCount, "dotnet_thread_pool_thread_count", "Number of threads in the thread pool.");
        AddGauge(
            () => ThreadPool.PendingWorkItemCount,
            "dotnet_thread_pool_queue_length",
            "Number of work items that are waiting for a thread of the thread pool.");
        AddCounter(
            () => ThreadPool.CompletedWorkItemCount,
            "dotnet_thread_pool_work_item_count_total",
            "Number of work items that the thread pool completed.");
    }

    private void AddLocks() => AddCounter(
        () => Monitor.LockContentionCount,
        "dotnet_monitor_lock_contentions_total",
        "Number of times that a thread had to wait for a lock that another thread held.");

    private void AddTimers() => AddGauge(
        () => Timer.ActiveCount, "dotnet_timer_count", "Number of active timers: those that will fire unless they are stopped.");

    private void AddAssemblies() => AddGauge(
        () => AppDomain.CurrentDomain.GetAssemblies().Length, "dotnet_assembly_count", "Number of assemblies that are loaded.");

    private void AddProcess()
    {
        AddGauge(
            () => Environment.ProcessorCount,
            "dotnet_process_cpu_count",
            "Number of processors that the process may use; a container's limit is rounded up to a whole processor.");
        AddGauge(
            WorkingSet.Read,
            "dotnet_process_memory_working_set_bytes",
            "Physical memory that the process occupies, in bytes.",
            "bytes");
        AddCpuTime();
    }

    private void AddInfo() => _families.Add(new ConstantInfo(
        new(MetricType.Info, "dotnet_info", "Version of the .NET runtime that the process runs on.", "version"),
        Environment.Version.ToString()));

    private void AddCpuTime()
    {
        var cpuTime = new PolledFamily(
            new(
                MetricType.Counter,
                "dotnet_process_cpu_time_seconds_total",
                "CPU time that the process used, by user and system, in seconds.",
                ["cpu_mode"],
                "seconds"),
            _started,
            ["user", "system"]);
        _families.Add(cpuTime);
        _reads.Add(() =>
        {
            var cpu = Environment.CpuUsage;
            cpuTime.Set([cpu.UserTime.TotalSeconds, cpu.PrivilegedTime.TotalSeconds]);
        });
    }

    private void AddGauge(Func<double?> read, string name, string help, string? unit = null) =>
        Add(read, new(new(MetricType.Gauge, name, help, [], unit)));

    private void AddCounter(Func<double?> read, string name, string help, string? unit = null) =>
        Add(read, new(new(MetricType.Counter, name, help, [], unit), _started));

    private void Add(Func<double?> read, PolledFamily family)
    {
        _families.Add(family);
        _reads.Add(() => family.Set(read()));
    }
}
