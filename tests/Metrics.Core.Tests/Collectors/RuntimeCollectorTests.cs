using System.Runtime;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Collectors;

public sealed class RuntimeCollectorTests : IDisposable
{
    //
    private static readonly (MetricType, string, string, string)[] Expected =
    [
        (MetricType.Counter, "dotnet_gc_collections_total", "gc_heap_generation", ""),
        (MetricType.Counter, "dotnet_gc_pause_time_seconds_total", "", "seconds"),
        (MetricType.Counter, "dotnet_gc_heap_total_allocated_bytes_total", "", "bytes"),
        (MetricType.Gauge, "dotnet_gc_last_collection_heap_size_bytes", "gc_heap_generation", "bytes"),
        (MetricType.Gauge, "dotnet_gc_last_collection_heap_fragmentation_size_bytes", "gc_heap_generation", "bytes"),
        (MetricType.Gauge, "dotnet_gc_last_collection_memory_committed_size_bytes", "", "bytes"),
        (MetricType.Counter, "dotnet_jit_compiled_methods_total", "", ""),
        (MetricType.Counter, "dotnet_jit_compiled_il_size_bytes_total", "", "bytes"),
        (MetricType.Counter, "dotnet_jit_compilation_time_seconds_total", "", "seconds"),
        (MetricType.Gauge, "dotnet_thread_pool_thread_count", "", ""),
        (MetricType.Gauge, "dotnet_thread_pool_queue_length", "", ""),
        (MetricType.Counter, "dotnet_thread_pool_work_item_count_total", "", ""),
        (MetricType.Counter, "dotnet_monitor_lock_contentions_total", "", ""),
        (MetricType.Gauge, "dotnet_timer_count", "", ""),
        (MetricType.Gauge, "dotnet_assembly_count", "", ""),
        (MetricType.Counter, "dotnet_exceptions_total", "error_type", ""),
        (MetricType.Gauge, "dotnet_process_cpu_count", "", ""),
        (MetricType.Counter, "dotnet_process_cpu_time_seconds_total", "cpu_mode", "seconds"),
        (MetricType.Gauge, "dotnet_process_memory_working_set_bytes", "", "bytes"),
        (MetricType.Gauge, "dotnet_gc_memory_limit_bytes", "", "bytes"),
        (MetricType.Info, "dotnet_info", "version", ""),
    ];

    private readonly RuntimeCollector _collector = new();

    public void Dispose() => _collector.Dispose();

    [Fact]
    public void The_descriptors_are_the_list_of_the_runtime()
    {
        var described = _collector.Descriptors.Select(d => (d.Type, d.Name, string.Join(',', d.LabelNames.ToArray()), d.Unit));

        Assert.Equivalent(Expected, described, strict: true);
    }

    [Fact]
    public void Every_help_text_is_a_sentence_of_its_own()
    {
        Assert.All(_collector.Descriptors, d => Assert.Matches("^[A-Z].{15,}[.]$", d.Help));
        Assert.Distinct(_collector.Descriptors.Select(d => d.Help));
    }

    [Fact]
    public void After_a_collection_every_family_comes_as_described()
    {
        GC.Collect();
        ThrowAndCatch<InvalidOperationException>();

        var seen = RecordingVisitor.Of(_collector);

        Assert.Equivalent(
            _collector.Descriptors.Select(d => (d.Type, d.Name, d.Help, d.Unit)),
            seen.Families.Select(f => (f.Type, f.Name, f.Help, f.Unit)),
            strict: true);
        Assert.All(seen.Families.SelectMany(f => f.Samples), sample => Assert.InRange(sample.Value, 0, double.MaxValue));
    }

    [Fact]
    public void Generations_are_named_as_in_the_meter_of_the_runtime()
    {
        GC.Collect();

        var seen = RecordingVisitor.Of(_collector);

        Assert.Equal(Generations(3), LabelsOf(seen, "dotnet_gc_collections_total"));
        Assert.Equal(Generations(5), LabelsOf(seen, "dotnet_gc_last_collection_heap_size_bytes"));
        Assert.Equal(Generations(5), LabelsOf(seen, "dotnet_gc_last_collection_heap_fragmentation_size_bytes"));
    }

    [Fact]
    public void A_collection_counts_once_under_its_oldest_generation()
    {
        var before = RecordingVisitor.Of(_collector).Value("dotnet_gc_collections_total", "gc_heap_generation=\"gen2\"");
        GC.Collect();
        var after = RecordingVisitor.Of(_collector).Value("dotnet_gc_collections_total", "gc_heap_generation=\"gen2\"");

        Assert.True(after > before);
        var (counted, all) = CountedAndAll();
        Assert.Equal(all, counted);
    }

    // Otherwise a counter would go backwards at the next scrape.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_collection_in_the_middle_does_not_tear_the_counts(int readsBefore)
    {
        var real = new[] { 20, 10, 5 };
        var reads = 0;
        var counts = new int[3];

        GarbageCollection.CountCollections(counts, generation =>
        {
            if (reads++ == readsBefore)
            {
                real = [21, 11, 6];
            }

            return real[generation];
        });

        Assert.Equal([21, 11, 6], counts);
    }

    // Tries again when another test's collection comes between.
    [Fact]
    public void The_last_collection_is_described_as_by_the_runtime()
    {
        RecordingVisitor seen;
        GCMemoryInfo last;
        do
        {
            GC.Collect();
            last = GC.GetGCMemoryInfo();
            seen = RecordingVisitor.Of(_collector);
        }
        while (GC.GetGCMemoryInfo().Index != last.Index);

        Assert.Equal(
            last.GenerationInfo.ToArray().Select(g => (double)g.SizeAfterBytes),
            ValuesOf(seen, "dotnet_gc_last_collection_heap_size_bytes"));
        Assert.Equal(
            last.GenerationInfo.ToArray().Select(g => (double)g.FragmentationAfterBytes),
            ValuesOf(seen, "dotnet_gc_last_collection_heap_fragmentation_size_bytes"));
        Assert.Equal(last.TotalCommittedBytes, seen.Value("dotnet_gc_last_collection_memory_committed_size_bytes"));
    }

    //
    [Fact]
    public void Before_the_first_collection_the_families_of_the_last_one_are_absent()
    {
        var families = new GarbageCollection(started: null);

        families.SetLast(index: 0, new GCGenerationInfo[5], committedBytes: 0);

        Assert.Empty(Report(families).Families);
    }

    [Fact]
    public void A_runtime_with_fewer_generations_reports_those()
    {
        var families = new GarbageCollection(started: null);

        families.SetLast(index: 1, new GCGenerationInfo[2], committedBytes: 7);

        var seen = Report(families);
        Assert.Equal(Generations(2), LabelsOf(seen, "dotnet_gc_last_collection_heap_size_bytes"));
        Assert.Equal(7, seen.Value("dotnet_gc_last_collection_memory_committed_size_bytes"));
    }

    // What a container needs to know besides the number of processors.
    [Fact]
    public void The_memory_limit_is_that_of_the_garbage_collector() =>
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RecordingVisitor.Of(_collector).Value("dotnet_gc_memory_limit_bytes"));

    [Fact]
    public void Allocations_are_counted()
    {
        var before = RecordingVisitor.Of(_collector).Value("dotnet_gc_heap_total_allocated_bytes_total");
        for (var i = 0; i < 100; i++)
        {
            GC.KeepAlive(new byte[100_000]);
        }

        var after = RecordingVisitor.Of(_collector).Value("dotnet_gc_heap_total_allocated_bytes_total");
        Assert.InRange(after!.Value - before!.Value, 9_000_000, double.MaxValue);
    }

    [Fact]
    public async Task The_values_are_those_of_the_runtime()
    {
        await Task.Run(() => { });
        var contentions = Monitor.LockContentionCount;
        var pauses = GC.GetTotalPauseDuration();
        var items = ThreadPool.CompletedWorkItemCount;
        var methods = JitInfo.GetCompiledMethodCount();
        var il = JitInfo.GetCompiledILBytes();
        var compilation = JitInfo.GetCompilationTime();

        var seen = RecordingVisitor.Of(_collector);

        AssertBetween(methods, JitInfo.GetCompiledMethodCount(), seen.Value("dotnet_jit_compiled_methods_total"));
        AssertBetween(il, JitInfo.GetCompiledILBytes(), seen.Value("dotnet_jit_compiled_il_size_bytes_total"));
        AssertBetween(
            compilation.TotalSeconds, JitInfo.GetCompilationTime().TotalSeconds, seen.Value("dotnet_jit_compilation_time_seconds_total"));
        AssertBetween(pauses.TotalSeconds, GC.GetTotalPauseDuration().TotalSeconds, seen.Value("dotnet_gc_pause_time_seconds_total"));
        AssertBetween(items, ThreadPool.CompletedWorkItemCount, seen.Value("dotnet_thread_pool_work_item_count_total"));
        AssertBetween(contentions, Monitor.LockContentionCount, seen.Value("dotnet_monitor_lock_contentions_total"));
        AssertBetween(1, 1000, seen.Value("dotnet_thread_pool_thread_count"));
        AssertBetween(5, AppDomain.CurrentDomain.GetAssemblies().Length, seen.Value("dotnet_assembly_count"));
    }

    [Fact]
    public void Timers_are_counted()
    {
        var timers = Enumerable.Range(0, 1000)
            .Select(_ => new Timer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan))
            .ToList();
        var with = RecordingVisitor.Of(_collector).Value("dotnet_timer_count");
        timers.ForEach(timer => timer.Dispose());
        var without = RecordingVisitor.Of(_collector).Value("dotnet_timer_count");

        // Other tests start and stop timers at the same time.
        Assert.InRange(with!.Value - without!.Value, 800, 1200);
    }

    [Fact]
    public void The_info_names_the_version_of_the_runtime()
    {
        var info = RecordingVisitor.Of(_collector).Find("dotnet_info")!;

        Assert.Equal($"version=\"{Environment.Version}\"", Assert.Single(info.Samples).Labels);
    }

    //
    [Fact]
    public void Every_counter_says_when_counting_began()
    {
        ThrowAndCatch<InvalidOperationException>();

        var counters = RecordingVisitor.Of(_collector).Families.Where(f => f.Type == MetricType.Counter).SelectMany(f => f.Samples);

        Assert.All(
            counters,
            sample => Assert.InRange(sample.Created!.Value, DateTimeOffset.UnixEpoch.AddYears(50), TimeProvider.System.GetUtcNow()));
    }

    //
    [Fact]
    public void Collections_at_the_same_time_do_not_disturb_each_other()
    {
        GC.Collect();
        ThrowAndCatch<InvalidOperationException>();

        Parallel.For(0, 200, _ => Assert.Equal(Expected.Length, RecordingVisitor.Of(_collector).Families.Count));
    }

    //
    [Fact]
    public void A_scrape_allocates_little()
    {
        var nullVisitor = new NullVisitor();

        var allocated = Allocations.InTheLongRun(() => _collector.Collect(nullVisitor, default));

        // Besides the array of the assemblies, whose size depends on what other tests load, it is one object of the runtime for the last
        // collection.
        var assemblies = Allocations.InTheLongRun(() => AppDomain.CurrentDomain.GetAssemblies());
        Assert.InRange(allocated, 0, assemblies + 3584);
    }

    private static RecordingVisitor Report(GarbageCollection families)
    {
        var seen = new RecordingVisitor();
        foreach (var family in families.Families)
        {
            FamilyReport.Report(family, seen);
        }

        return seen;
    }

    private static IEnumerable<string> Generations(int count) =>
        new[] { "gen0", "gen1", "gen2", "loh", "poh" }.Take(count).Select(name => $"gc_heap_generation=\"{name}\"");

    private static IEnumerable<string> LabelsOf(RecordingVisitor seen, string family) =>
        seen.Find(family)!.Samples.Select(sample => sample.Labels);

    private static IEnumerable<double> ValuesOf(RecordingVisitor seen, string family) =>
        seen.Find(family)!.Samples.Select(sample => sample.Value);

    private static void AssertBetween(double low, double high, double? value) => Assert.InRange(value!.Value, low, high);

    private static void ThrowAndCatch<T>()
        where T : Exception, new() => Assert.Throws<T>(new Action(() => throw new T()));

    // Tries again when another test's collection comes between.
    private (double Counted, double All) CountedAndAll()
    {
        while (true)
        {
            var all = GC.CollectionCount(0);
            var counted = RecordingVisitor.Of(_collector).Find("dotnet_gc_collections_total")!.Samples.Sum(sample => sample.Value);
            if (GC.CollectionCount(0) == all)
            {
                return (counted, all);
            }
        }
    }
}
