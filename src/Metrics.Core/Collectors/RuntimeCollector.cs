using System.Runtime;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Collectors;

/// <summary>The metrics of the .NET runtime, <c>dotnet_*</c>: what the meter <c>System.Runtime</c> measures, in Prometheus' names and units.</summary>
/// <remarks>Every value is one the runtime keeps anyway: no event listener, no list of threads. Only exceptions are counted here, as long as the
/// collector is not disposed.</remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class RuntimeCollector : ICollector, IDisposable
{
    private static readonly MetricDescriptor CompiledMethods = new(
        MetricType.Counter, "dotnet_jit_compiled_methods_total", "Number of methods that the JIT compiler compiled, each recompilation counted again.");

    private static readonly MetricDescriptor CompiledIl = new(
        MetricType.Counter, "dotnet_jit_compiled_il_bytes_total", "Intermediate language that the JIT compiler compiled, in bytes.", [], "bytes");

    private static readonly MetricDescriptor CompilationTime = new(
        MetricType.Counter, "dotnet_jit_compilation_seconds_total", "Time that the JIT compiler spent, added up over all threads, in seconds.", [], "seconds");

    private static readonly MetricDescriptor PoolThreads = new(
        MetricType.Gauge, "dotnet_thread_pool_threads", "Number of threads in the thread pool.");

    private static readonly MetricDescriptor PoolQueue = new(
        MetricType.Gauge, "dotnet_thread_pool_queue_length", "Number of work items that wait for a thread of the thread pool.");

    private static readonly MetricDescriptor PoolItems = new(
        MetricType.Counter, "dotnet_thread_pool_work_items_total", "Number of work items that the thread pool completed.");

    private static readonly MetricDescriptor Contentions = new(
        MetricType.Counter, "dotnet_monitor_lock_contentions_total", "Number of times that a thread found a lock taken and had to wait for it.");

    private static readonly MetricDescriptor Timers = new(
        MetricType.Gauge, "dotnet_timers", "Number of timers that are due to fire.");

    private static readonly MetricDescriptor Assemblies = new(
        MetricType.Gauge, "dotnet_assemblies", "Number of assemblies that are loaded.");

    private static readonly MetricDescriptor Info = new(
        MetricType.Info, "dotnet_info", "Version of the .NET runtime that the process runs on.", "version");

    private readonly LabelSet _info = Info.Labels(Environment.Version.ToString());
    private readonly DateTimeOffset? _started = ProcessStart.Read();
    private readonly ExceptionCounter _exceptions;

    /// <summary>Makes the collector, which counts exceptions from now on.</summary>
    /// <param name="clock">Tells when a type of exception came first; null means the system's.</param>
    public RuntimeCollector(TimeProvider? clock = null) => _exceptions = new ExceptionCounter(clock ?? TimeProvider.System);

    /// <inheritdoc/>
    public IReadOnlyList<MetricDescriptor> Descriptors { get; } =
    [
        .. GarbageCollection.Descriptors,
        ExceptionCounter.Descriptor,
        CompiledMethods,
        CompiledIl,
        CompilationTime,
        PoolThreads,
        PoolQueue,
        PoolItems,
        Contentions,
        Timers,
        Assemblies,
        Info,
    ];

    /// <inheritdoc/>
    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        GarbageCollection.Report(visitor, _started);
        _exceptions.Report(visitor);
        visitor.ReportCounter(CompiledMethods, JitInfo.GetCompiledMethodCount(), _started);
        visitor.ReportCounter(CompiledIl, JitInfo.GetCompiledILBytes(), _started);
        visitor.ReportCounter(CompilationTime, JitInfo.GetCompilationTime().TotalSeconds, _started);
        visitor.ReportGauge(PoolThreads, ThreadPool.ThreadCount);
        visitor.ReportGauge(PoolQueue, ThreadPool.PendingWorkItemCount);
        visitor.ReportCounter(PoolItems, ThreadPool.CompletedWorkItemCount, _started);
        visitor.ReportCounter(Contentions, Monitor.LockContentionCount, _started);
        visitor.ReportGauge(Timers, Timer.ActiveCount);
        visitor.ReportGauge(Assemblies, AppDomain.CurrentDomain.GetAssemblies().Length);
        visitor.BeginFamily(Info);
        visitor.Info(_info, default);
        visitor.EndFamily();
    }

    /// <summary>Stops counting exceptions.</summary>
    public void Dispose() => _exceptions.Dispose();
}
