using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Collectors;

/// <summary>The families <c>dotnet_gc_*</c>, with the meaning that the meter <c>System.Runtime</c> gives to its <c>dotnet.gc.*</c>.</summary>
internal static class GarbageCollection
{
    private static readonly MetricDescriptor Collections = new(
        MetricType.Counter,
        "dotnet_gc_collections_total",
        "Number of garbage collections, each counted once, under the oldest generation that it collected.",
        "generation");

    private static readonly MetricDescriptor Pauses = new(
        MetricType.Counter,
        "dotnet_gc_pause_seconds_total",
        "Time for which garbage collections stopped the program, in seconds.",
        [],
        "seconds");

    private static readonly MetricDescriptor Allocated = new(
        MetricType.Counter,
        "dotnet_gc_heap_allocated_bytes_total",
        "Memory that the program allocated on the managed heap, freed memory included, in bytes.",
        [],
        "bytes");

    private static readonly MetricDescriptor HeapSize = new(
        MetricType.Gauge,
        "dotnet_gc_last_collection_heap_size_bytes",
        "Size of the managed heap by generation, free space within it included, after the last garbage collection, in bytes.",
        ["generation"],
        "bytes");

    private static readonly MetricDescriptor HeapFragmentation = new(
        MetricType.Gauge,
        "dotnet_gc_last_collection_heap_fragmentation_bytes",
        "Free space between the objects of the managed heap by generation, after the last garbage collection, in bytes.",
        ["generation"],
        "bytes");

    private static readonly MetricDescriptor Committed = new(
        MetricType.Gauge,
        "dotnet_gc_committed_memory_bytes",
        "Memory that the garbage collector held from the operating system at the last garbage collection, in bytes.",
        [],
        "bytes");

    // In the order in which the runtime numbers them. Only the first three have collections of their own.
    private static readonly string[] GenerationNames = ["gen0", "gen1", "gen2", "loh", "poh"];
    private static readonly LabelSet[] Generations = [.. GenerationNames.Select(name => Collections.Labels(name))];

    /// <summary>The families that <see cref="Report"/> reports.</summary>
    public static IEnumerable<MetricDescriptor> Descriptors { get; } =
        [Collections, Committed, Allocated, HeapFragmentation, HeapSize, Pauses];

    /// <summary>Reports the families.</summary>
    /// <param name="visitor">Who takes them.</param>
    /// <param name="started">When counting began.</param>
    public static void Report(MetricVisitor visitor, DateTimeOffset? started)
    {
        ReportCollections(visitor, started);
        visitor.ReportCounter(Pauses, GC.GetTotalPauseDuration().TotalSeconds, started);
        visitor.ReportCounter(Allocated, GC.GetTotalAllocatedBytes(precise: false), started);
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        ReportLast(visitor, last.Index, last.GenerationInfo, last.TotalCommittedBytes);
    }

    /// <summary>Reports what is known since the last collection: nothing before the first one, which has the index 1.</summary>
    internal static void ReportLast(MetricVisitor visitor, long index, ReadOnlySpan<GCGenerationInfo> generations, long committedBytes)
    {
        if (index == 0)
        {
            return;
        }

        visitor.ReportGauge(Committed, committedBytes);
        var known = Math.Min(generations.Length, Generations.Length);
        visitor.BeginFamily(HeapSize);
        for (var i = 0; i < known; i++)
        {
            visitor.Gauge(Generations[i], new GaugeSample(generations[i].SizeAfterBytes));
        }

        visitor.EndFamily();
        visitor.BeginFamily(HeapFragmentation);
        for (var i = 0; i < known; i++)
        {
            visitor.Gauge(Generations[i], new GaugeSample(generations[i].FragmentationAfterBytes));
        }

        visitor.EndFamily();
    }

    /// <summary>Asks for the counts of all generations at one moment.</summary>
    /// <remarks>A collection between two of the questions would count in one answer and not in the other: the difference would be off by one now and
    /// right again at the next scrape, and a counter would go backwards. Every collection counts for generation 0, which therefore tells whether
    /// the answers fit together. A collection takes a thousand times longer than the questions, so a second round is rare.</remarks>
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

    private static void ReportCollections(MetricVisitor visitor, DateTimeOffset? started)
    {
        Span<int> counts = stackalloc int[GC.MaxGeneration + 1];
        CountCollections(counts, GC.CollectionCount);
        visitor.BeginFamily(Collections);
        for (var i = 0; i < counts.Length; i++)
        {
            // The runtime counts a collection of a generation for the younger ones too.
            var older = i + 1 < counts.Length ? counts[i + 1] : 0;
            visitor.Counter(Generations[i], new CounterSample(counts[i] - older) { Created = started });
        }

        visitor.EndFamily();
    }
}
