using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Collectors;

/// <summary>The standard metrics of the process, <c>process_*</c>, with the names and help texts that all Prometheus client libraries share.
/// Source: Prometheus, "Writing client libraries", "Process metrics".</summary>
/// <remarks>
/// <para>On Linux the values come from <c>/proc/self</c>. Other systems have neither descriptors nor limits in this sense, and give the number of
/// threads and the virtual size only with a list of all threads, which costs too much at a scrape: there these families are missing.</para>
/// <para><c>process_heap_bytes</c> is <see cref="GC.GetTotalMemory"/> without a forced collection: the managed heap, garbage not collected yet included.</para>
/// </remarks>
/// <threadsafety>Nothing changes after construction, so every member may be used from any thread.</threadsafety>
internal sealed class ProcessCollector : ICollector
{
    private static readonly MetricDescriptor CpuSeconds = new(
        MetricType.Counter, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", [], "seconds");

    private static readonly MetricDescriptor OpenFds = new(
        MetricType.Gauge, "process_open_fds", "Number of open file descriptors.");

    private static readonly MetricDescriptor MaxFds = new(
        MetricType.Gauge, "process_max_fds", "Maximum number of open file descriptors.");

    private static readonly MetricDescriptor VirtualMemory = new(
        MetricType.Gauge, "process_virtual_memory_bytes", "Virtual memory size in bytes.", [], "bytes");

    private static readonly MetricDescriptor VirtualMemoryMax = new(
        MetricType.Gauge, "process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", [], "bytes");

    private static readonly MetricDescriptor ResidentMemory = new(
        MetricType.Gauge, "process_resident_memory_bytes", "Resident memory size in bytes.", [], "bytes");

    private static readonly MetricDescriptor Heap = new(
        MetricType.Gauge, "process_heap_bytes", "Process heap size in bytes.", [], "bytes");

    private static readonly MetricDescriptor StartTime = new(
        MetricType.Gauge, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", [], "seconds");

    private static readonly MetricDescriptor Threads = new(
        MetricType.Gauge, "process_threads", "Number of OS threads in the process.");

    private readonly ProcFolder? _proc;
    private readonly DateTimeOffset? _started = ProcessStart.Read();

    /// <summary>Makes the collector for the system that it runs on.</summary>
    public ProcessCollector()
        : this(OperatingSystem.IsLinux() ? "/proc/self" : null)
    {
    }

    /// <summary>Makes the collector.</summary>
    /// <param name="procRoot">The folder in which Linux tells of this process, or null on other systems.</param>
    internal ProcessCollector(string? procRoot) => _proc = procRoot is null ? null : new ProcFolder(procRoot);

    /// <inheritdoc/>
    public IReadOnlyList<MetricDescriptor> Descriptors { get; } =
        [CpuSeconds, Heap, MaxFds, OpenFds, ResidentMemory, StartTime, Threads, VirtualMemory, VirtualMemoryMax];

    /// <inheritdoc/>
    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.ReportCounter(CpuSeconds, Environment.CpuUsage.TotalTime.TotalSeconds, _started);
        visitor.ReportGauge(Heap, GC.GetTotalMemory(forceFullCollection: false));
        visitor.ReportGauge(StartTime, (_started - DateTimeOffset.UnixEpoch)?.TotalSeconds);
        if (_proc is null)
        {
            visitor.ReportGauge(ResidentMemory, PortableResidentBytes());
            return;
        }

        var stat = _proc.ReadStat();
        visitor.ReportGauge(ResidentMemory, stat?.ResidentPages * (double)Environment.SystemPageSize);
        visitor.ReportGauge(Threads, stat?.Threads);
        visitor.ReportGauge(VirtualMemory, stat?.VirtualBytes);
        var limits = _proc.ReadLimits();
        visitor.ReportGauge(MaxFds, limits.OpenFiles);
        visitor.ReportGauge(VirtualMemoryMax, limits.AddressSpaceBytes);
        visitor.ReportGauge(OpenFds, _proc.CountDescriptors());
    }

    // Zero is how the property says that it doesn't know.
    private static double? PortableResidentBytes() => Environment.WorkingSet is > 0 and var bytes ? bytes : null;
}
