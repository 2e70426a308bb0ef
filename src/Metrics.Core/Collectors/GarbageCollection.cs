using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>The families <c>dotnet_gc_*</c>: the instruments <c>dotnet.gc.*</c> of the meter <c>System.Runtime</c>, and the memory
/// limit.</summary>
/// <threadsafety>Values are stored by one thread at a time, and read from any.</threadsafety>
internal sealed class GarbageCollection
{
    // In the runtime's numbering. Only the first three have counts of collections.
    private static readonly string[] Generations = ["gen0", "gen1", "gen2", "loh", "poh"];

    private readonly PolledFamily _collections;
    private readonly PolledFamily _pauseTime;
    private readonly PolledFamily _allocated;

    private readonly PolledFamily _heapSize = new(
        new(
            MetricType.Gauge,
            "dotnet_gc_last_collection_heap_size_bytes",
            "Size of the managed heap by generation, including free space within it, after the last garbage collection, in bytes.",
            ["gc_heap_generation"],
            "bytes"),
        created: null,
        Generations);

    private readonly PolledFamily _fragmentation = new(
        new(
            MetricType.Gauge,
            "dotnet_gc_last_collection_heap_fragmentation_size_bytes",
            "Free space between the objects of the managed heap by generation, after the last garbage collection, in bytes.",
            ["gc_heap_generation"],
            "bytes"),
        created: null,
        Generations);

    private readonly PolledFamily _committed = new(new(
        MetricType.Gauge,
        "dotnet_gc_last_collection_memory_committed_size_bytes",
        "Memory that the garbage collector had committed at the last garbage collection, in bytes.",
        [],
        "bytes"));

    private readonly PolledFamily _memoryLimit = new(new(
        MetricType.Gauge,
        "dotnet_gc_memory_limit_bytes",
        "Memory that the garbage collector may use, in bytes: " +
            "a configured limit, a share of the container's limit, or the physical memory.",
        [],
        "bytes"));

    /// <summary>Creates the families.</summary>
    /// <param name="started">The time when the runtime began to count.</param>
    public GarbageCollection(DateTimeOffset? started)
    {
        _collections = new(
            new(
                MetricType.Counter,
                "dotnet_gc_collections_total",
                "Number of garbage collections, each counted once, under the oldest generation that it collected.",
                "gc_heap_generation"),
            started,
            Generations.Take(GC.MaxGeneration + 1));
        _pauseTime = new(
            new(
                MetricType.Counter,
                "dotnet_gc_pause_time_seconds_total",
                "Time for which garbage collections paused the program, in seconds.",
                [],
                "seconds"),
            started);
        _allocated = new(
            new(
                MetricType.Counter,
                "dotnet_gc_heap_total_allocated_bytes_total",
                "Memory that the program allocated on the managed heap, including freed memory, in bytes.",
                [],
                "bytes"),
            started);
        Families = [_collections, _allocated, _fragmentation, _heapSize, _committed, _memoryLimit, _pauseTime];
    }

    public IReadOnlyList<IStreamableFamily> Families { get; }

    /// <summary>Reads and stores the current values.</summary>
    public void ReadValues()
    {
        ReadCollections();
        _pauseTime.Set(GC.GetTotalPauseDuration().TotalSeconds);
        _allocated.Set(GC.GetTotalAllocatedBytes(precise: false));
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        _memoryLimit.Set(last.TotalAvailableMemoryBytes is > 0 and var limit ? limit : null);
        SetLast(last.Index, last.GenerationInfo, last.TotalCommittedBytes);
    }

    /// <summary>Stores the values of the last collection: nothing before the first one, which has the index 1.</summary>
    internal void SetLast(long index, ReadOnlySpan<GCGenerationInfo> generations, long committedBytes)
    {
        if (index == 0)
        {
            return;
        }

        _committed.Set(committedBytes);
        Span<double> sizes = stackalloc double[Math.Min(generations.Length, Generations.Length)];
        Span<double> fragmentation = stackalloc double[sizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = generations[i].SizeAfterBytes;
            fragmentation[i] = generations[i].FragmentationAfterBytes;
        }

        _heapSize.Set(sizes);
        _fragmentation.Set(fragmentation);
    }

    /// <summary>Reads a consistent snapshot of the collection counts of all generations.</summary>
    /// <remarks>A garbage collection between two reads would be included in one count and not in the other: their difference would be off
    /// by one now and right again at the next scrape, so that a counter would decrease. Every collection increments the count of generation
    /// 0, so the counts are consistent if that one has not changed. A collection takes a thousand times longer than the reads, so a retry
    /// is rare.</remarks>
    internal static void CountCollections(Span<int> counts, Func<int, int> collectionCount)
    {
        do
        {
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = collectionCount(i);
            }
        }
        while (collectionCount(0) != counts[0]);
    }

    private void ReadCollections()
    {
        Span<int> counts = stackalloc int[GC.MaxGeneration + 1];
        CountCollections(counts, GC.CollectionCount);
        Span<double> own = stackalloc double[counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            // The runtime counts a collection of a generation for the younger ones too.
            own[i] = counts[i] - (i + 1 < counts.Length ? counts[i + 1] : 0);
        }

        _collections.Set(own);
    }
}
