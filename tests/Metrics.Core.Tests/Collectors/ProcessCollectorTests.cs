using System.Diagnostics;
using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Collectors;

[Collection(nameof(RunsAlone))]
public sealed class ProcessCollectorTests
{
    // the table of the specification, letter by letter.
    private static readonly (MetricType, string, string, string)[] Standard =
    [
        (MetricType.Counter, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", "seconds"),
        (MetricType.Gauge, "process_open_fds", "Number of open file descriptors.", ""),
        (MetricType.Gauge, "process_max_fds", "Maximum number of open file descriptors.", ""),
        (MetricType.Gauge, "process_virtual_memory_bytes", "Virtual memory size in bytes.", "bytes"),
        (MetricType.Gauge, "process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", "bytes"),
        (MetricType.Gauge, "process_resident_memory_bytes", "Resident memory size in bytes.", "bytes"),
        (MetricType.Gauge, "process_heap_bytes", "Process heap size in bytes.", "bytes"),
        (MetricType.Gauge, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", "seconds"),
        (MetricType.Gauge, "process_threads", "Number of OS threads in the process.", ""),
    ];

    [Fact]
    public void The_descriptors_are_the_nine_standard_families()
    {
        var described = new ProcessCollector().Descriptors.Select(d => (d.Type, d.Name, d.Help, d.Unit));

        Assert.Equivalent(Standard, described, strict: true);
    }

    //
    [Fact]
    public void CPU_time_is_the_OpenMetrics_family_process_cpu_seconds() =>
        Assert.Contains(new ProcessCollector().Descriptors, d => d.FamilyName == "process_cpu_seconds");

    [Fact]
    public void All_nine_families_come_on_Linux_where_both_limits_are_set()
    {
        OnLinux();
        using var proc = new FakeProc();

        var seen = RecordingVisitor.Of(new ProcessCollector(proc.Path));

        Assert.Equivalent(Standard, seen.Families.Select(f => (f.Type, f.Name, f.Help, f.Unit)), strict: true);
        Assert.All(seen.Families, family => Assert.Equal("", Assert.Single(family.Samples).Labels));
        Assert.Equal(12, seen.Value("process_threads"));
        Assert.Equal(3133440, seen.Value("process_virtual_memory_bytes"));
        Assert.Equal(416.0 * Environment.SystemPageSize, seen.Value("process_resident_memory_bytes"));
        Assert.Equal(1, seen.Value("process_open_fds"));
        Assert.Equal(20000, seen.Value("process_max_fds"));
        Assert.Equal(8388608, seen.Value("process_virtual_memory_max_bytes"));
    }

    //
    [Fact]
    public void Without_proc_what_comes_from_there_is_absent()
    {
        OnLinux();
        using var folder = new TemporaryFolder();

        var seen = RecordingVisitor.Of(new ProcessCollector(folder["self"]));

        Assert.Equal(["process_cpu_seconds_total", "process_heap_bytes", "process_start_time_seconds"], seen.Families.Select(f => f.Name));
    }

    //
    [Fact]
    public void Other_systems_give_what_is_cheap_there()
    {
        var seen = RecordingVisitor.Of(new ProcessCollector(procRoot: null));

        Assert.Equal(
            ["process_cpu_seconds_total", "process_heap_bytes", "process_resident_memory_bytes", "process_start_time_seconds"],
            seen.Families.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(seen.Families, family => Assert.True(Assert.Single(family.Samples).Value > 0, family.Name));
    }

    [Fact]
    public void The_values_are_those_of_the_process()
    {
        OnLinux();
        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime.TotalSeconds;
        var seen = RecordingVisitor.Of(new ProcessCollector());
        process.Refresh();

        // The kernel's two accounts of CPU time differ by up to a few ticks.
        Assert.InRange(seen.Value("process_cpu_seconds_total")!.Value, cpuBefore - 0.1, process.TotalProcessorTime.TotalSeconds + 0.1);
        AssertWithinHalf(process.WorkingSet64, seen.Value("process_resident_memory_bytes"));
        AssertWithinHalf(process.VirtualMemorySize64, seen.Value("process_virtual_memory_bytes"));
        AssertWithinHalf(process.Threads.Count, seen.Value("process_threads"));
        AssertWithinHalf(GC.GetTotalMemory(forceFullCollection: false), seen.Value("process_heap_bytes"), factor: 10);
        Assert.InRange(seen.Value("process_open_fds")!.Value, 3, seen.Value("process_max_fds")!.Value);
    }

    //
    [Fact]
    public void The_start_time_is_that_of_the_system_and_never_moves()
    {
        using var process = Process.GetCurrentProcess();
        var collector = new ProcessCollector();

        var first = RecordingVisitor.Of(collector);
        var second = RecordingVisitor.Of(collector);

        var seconds = first.Value("process_start_time_seconds")!.Value;
        Assert.Equal(seconds, second.Value("process_start_time_seconds"));
        Assert.Equal((process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds, seconds, 0.02);
        Assert.Equal(
            DateTimeOffset.UnixEpoch.AddSeconds(seconds).ToUnixTimeMilliseconds(),
            first.Find("process_cpu_seconds_total")!.Samples[0].Created!.Value.ToUnixTimeMilliseconds());
    }

    // The kernel counts the start in ticks since the boot, 100 a second on every architecture that .NET runs on (USER_HZ). Its time of boot
    // is cut to whole seconds, so the start is up to a second later than their sum, and corrections of the system time add a little.
    [Fact]
    public void The_start_time_agrees_with_proc()
    {
        OnLinux();
        var boot = File.ReadLines("/proc/stat").First(line => line.StartsWith("btime ", StringComparison.Ordinal))["btime ".Length..];
        var stat = File.ReadAllText("/proc/self/stat");
        var ticks = stat[stat.LastIndexOf(')')..].Split(' ')[22 - 2];
        var fromProc = double.Parse(boot, CultureInfo.InvariantCulture) + (double.Parse(ticks, CultureInfo.InvariantCulture) / 100);

        var seconds = RecordingVisitor.Of(new ProcessCollector()).Value("process_start_time_seconds")!.Value;

        Assert.InRange(seconds - fromProc, -0.1, 1.1);
    }

    [Fact]
    public void CPU_time_grows_with_work()
    {
        var collector = new ProcessCollector();
        var before = RecordingVisitor.Of(collector).Value("process_cpu_seconds_total");
        var until = Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(20);
        while (Environment.CpuUsage.TotalTime < until)
        {
        }

        Assert.InRange(RecordingVisitor.Of(collector).Value("process_cpu_seconds_total")!.Value, before!.Value + 0.02, double.MaxValue);
    }

    //
    [Fact]
    public void A_scrape_allocates_little_however_many_files_are_open()
    {
        var collector = new ProcessCollector();
        var nullVisitor = new NullVisitor();
        var files = Enumerable.Range(0, 500).Select(_ => File.OpenHandle(Environment.ProcessPath!)).ToList();

        var allocated = Allocations.InTheLongRun(() => collector.Collect(nullVisitor, default));

        files.ForEach(file => file.Dispose());
        Assert.InRange(allocated, 0, 1024);
    }

    private static void OnLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc/self.");

    private static void AssertWithinHalf(double expected, double? actual, double factor = 2) =>
        Assert.InRange(actual!.Value, expected / factor, expected * factor);

    private sealed class FakeProc : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public FakeProc()
        {
            _folder.Write(
                "stat",
                "6951 (a) b (c) R 6948 6948 2899 0 -1 4194304 101 0 0 0 0 0 0 0 20 0 12 0 157671 3133440 416 18446744073709551615 0\n");
            _folder.Write(
                "limits",
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max open files            20000                40000                files     \n"
                + "Max address space         8388608              unlimited            bytes     \n");
            var descriptors = _folder.CreateFolder("fd");
            File.WriteAllText(System.IO.Path.Combine(descriptors, "0"), "");
            File.WriteAllText(System.IO.Path.Combine(descriptors, "of the listing"), "");
        }

        public string Path => _folder.FullPath;

        public void Dispose() => _folder.Dispose();
    }
}
