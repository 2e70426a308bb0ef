using System.Diagnostics;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>Measures scrapes of this library, its peers and the baselines in one process, in rounds: each round runs every scrape, in
/// a random order, once after a change of every counter and once after none, so that a disturbance of the machine affects all of
/// them.</summary>
internal static class ScrapeBenchmark
{
    /// <summary>The runtime compiles a method with full optimisation after its thirtieth call and thirty more of its instrumented
    /// version.</summary>
    private const int WarmUpRounds = 200;

    private const int UntimedRounds = 3;
    private const int AllocationRounds = 9;

    /// <summary>Runs everything, which takes about a minute, or several if the work is large.</summary>
    public static ScrapeResults Run(ScrapeWork work)
    {
        using (var small = new ScrapeSubjects(ScrapeWork.Small))
        {
            RunRounds(small, WarmUpRounds);
        }

        using var subjects = new ScrapeSubjects(work);
        RunRounds(subjects, UntimedRounds);
        var (unchanged, changed) = RunRounds(subjects, work.Lines > 1_000_000 ? 7 : 31);
        var rows = subjects.Scrapes.Select(scrape => Describe(scrape, unchanged[scrape], changed[scrape])).ToArray();
        return new ScrapeResults(work, rows, WriterLatency.Measure(subjects));
    }

    private static ScrapeResult Describe(SubjectScrape scrape, List<double> unchanged, List<double> changed) =>
        new(scrape.Name, scrape.Failure)
        {
            Unchanged = Median(unchanged),
            Changed = Median(changed),
            BodyBytes = scrape.TryRun(),
            Allocated = MeasureAllocation(scrape),
            LargeObjects = MeasureLargeObjects(scrape),
        };

    private static (Dictionary<SubjectScrape, List<double>> Unchanged, Dictionary<SubjectScrape, List<double>> Changed) RunRounds(
        ScrapeSubjects subjects, int rounds)
    {
        var unchanged = subjects.Scrapes.ToDictionary(scrape => scrape, _ => new List<double>());
        var changed = subjects.Scrapes.ToDictionary(scrape => scrape, _ => new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            var scrapes = subjects.Scrapes.ToArray();
            new Random(i).Shuffle(scrapes);
            foreach (var scrape in scrapes)
            {
                scrape.Subject.ChangeCounters();
                changed[scrape].Add(Time(subjects, scrape));
            }

            // Several formats have the counters of this library in common, so each needs a scrape after the last change.
            Array.ForEach(scrapes, scrape => scrape.TryRun());
            foreach (var scrape in scrapes)
            {
                unchanged[scrape].Add(Time(subjects, scrape));
            }
        }

        return (unchanged, changed);
    }

    private static double Time(ScrapeSubjects subjects, SubjectScrape scrape)
    {
        subjects.EmptyCaches();
        var start = Stopwatch.GetTimestamp();
        scrape.TryRun();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static long MeasureAllocation(SubjectScrape scrape)
    {
        List<double> allocated = [];
        for (var i = 0; i < AllocationRounds; i++)
        {
            scrape.Subject.ChangeCounters();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            scrape.TryRun();
            allocated.Add(GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return (long)Median(allocated);
    }

    // A collection of the youngest generation frees nothing of the large-object heap, and reports its size.
    private static long MeasureLargeObjects(SubjectScrape scrape)
    {
        GC.Collect();
        var before = LargeObjects();
        for (var i = 0; i < 3; i++)
        {
            scrape.TryRun();
        }

        GC.Collect(0);
        return LargeObjects() - before;
    }

    private static long LargeObjects()
    {
        var generation = GC.GetGCMemoryInfo(GCKind.Any).GenerationInfo[3];
        return generation.SizeAfterBytes - generation.FragmentationAfterBytes;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
