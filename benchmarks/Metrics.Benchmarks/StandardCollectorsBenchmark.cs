using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using PrometheusMetrics.Collectors;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the time that the standard collectors add to a scrape. Goal: both together below 2 ms with a thousand open
/// descriptors. The baseline reads one file of <c>/proc</c> once.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class StandardCollectorsBenchmark
{
    private readonly NullVisitor _visitor = new();
    private readonly ProcessCollector _process = new();
    private readonly RuntimeCollector _runtime = new();
    private readonly List<SafeFileHandle> _files = [];

    [Params(0, 1000)]
    public int ExtraDescriptors { get; set; }

    [GlobalSetup]
    public void OpenFiles()
    {
        for (var i = 0; i < ExtraDescriptors; i++)
        {
            _files.Add(File.OpenHandle(Environment.ProcessPath!));
        }

        GC.Collect();
        _runtime.Collect(_visitor, default);
    }

    [GlobalCleanup]
    public void CloseFiles()
    {
        _files.ForEach(file => file.Dispose());
        _files.Clear();
        _runtime.Dispose();
    }

    [Benchmark(Baseline = true)]
    public byte[] ReadStatFile() => File.ReadAllBytes("/proc/self/stat");

    [Benchmark]
    public string[] ListDescriptorsInDotNet() => Directory.GetFileSystemEntries("/proc/self/fd");

    [Benchmark]
    public void Process() => _process.Collect(_visitor, default);

    [Benchmark]
    public void Runtime() => _runtime.Collect(_visitor, default);

    [Benchmark]
    public void Both()
    {
        Process();
        Runtime();
    }
}
