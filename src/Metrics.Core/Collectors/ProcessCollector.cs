using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>The standard metrics of the process, <c>process_*</c>, with the names and help texts that all Prometheus client libraries
/// share. Source: Prometheus, "Writing client libraries", "Process metrics".</summary>
/// <remarks>
/// <para>On Linux the values come from <c>/proc/self</c>. Other systems have no descriptors or limits in this sense, and provide the number
/// of threads and the virtual size only together with a list of all threads, which is too slow for a scrape: these families are omitted
/// there.</para>
/// <para><c>process_heap_bytes</c> is <see cref="GC.GetTotalMemory"/> without a forced collection: the managed heap, including garbage that
/// is not collected yet.</para>
/// </remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class ProcessCollector : StreamingCollector
{
    private readonly ProcSelf? _proc;
    private readonly PolledFamily _cpuTime;
    private readonly PolledFamily _startTime = Gauge(
        "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", "seconds");

    private readonly PolledFamily _openFds = Gauge("process_open_fds", "Number of open file descriptors.");

    private readonly PolledFamily _maxFds = Gauge("process_max_fds", "Maximum number of open file descriptors.");

    private readonly PolledFamily _virtualMemory = Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", "bytes");

    private readonly PolledFamily _virtualMemoryMax = Gauge(
        "process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", "bytes");

    private readonly PolledFamily _residentMemory = Gauge("process_resident_memory_bytes", "Resident memory size in bytes.", "bytes");

    private readonly PolledFamily _heap = Gauge("process_heap_bytes", "Process heap size in bytes.", "bytes");

    private readonly PolledFamily _threads = Gauge("process_threads", "Number of OS threads in the process.");

    /// <summary>Creates the collector for the current operating system.</summary>
    public ProcessCollector()
        : this(OperatingSystem.IsLinux() ? "/proc/self" : null)
    {
    }

    /// <summary>Creates the collector.</summary>
    /// <param name="procRoot">The directory <c>/proc/self</c> of Linux, or null on other systems.</param>
    internal ProcessCollector(string? procRoot)
    {
        _proc = procRoot is null ? null : new ProcSelf(procRoot);
        var started = ProcessStart.Read();
        _startTime.Set((started - DateTimeOffset.UnixEpoch)?.TotalSeconds);
        _cpuTime = new(
            new(MetricType.Counter, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", [], "seconds"),
            started);
        Families = [_cpuTime, _heap, _maxFds, _openFds, _residentMemory, _startTime, _threads, _virtualMemory, _virtualMemoryMax];
    }

    public override IReadOnlyList<IStreamableFamily> Families { get; }

    protected override void ReadValues(in CollectionRequest request)
    {
        _cpuTime.Set(Environment.CpuUsage.TotalTime.TotalSeconds);
        _heap.Set(GC.GetTotalMemory(forceFullCollection: false));
        if (_proc is null)
        {
            _residentMemory.Set(WorkingSet.Read());
            return;
        }

        var stat = _proc.ReadStat();
        _residentMemory.Set(stat?.ResidentPages * (double)Environment.SystemPageSize);
        _threads.Set(stat?.Threads);
        _virtualMemory.Set(stat?.VirtualBytes);
        var limits = _proc.ReadLimits();
        _maxFds.Set(limits.OpenFiles);
        _virtualMemoryMax.Set(limits.AddressSpaceBytes);
        _openFds.Set(_proc.CountDescriptors());
    }

    private static PolledFamily Gauge(string name, string help, string? unit = null) => new(new(MetricType.Gauge, name, help, [], unit));
}
