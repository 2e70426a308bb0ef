namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>This library, its peers and the baselines, each with the same metrics in a scattered heap of its own.</summary>
internal sealed class ScrapeSubjects : IDisposable
{
    private readonly List<IScrapeSubject> _subjects = [];
    private readonly List<object> _others = [];

    // More than the last cache of a core holds.
    private readonly long[] _memory = new long[256 * 1024 * 1024 / sizeof(long)];

    public ScrapeSubjects(ScrapeWork work)
    {
        Own = Create(new OwnSubject(work), work);
        Create(new LineBaseline(work), work);
        Create(new PrometheusNetSubject(work), work);
        Create(new OpenTelemetrySubject(work), work);
        Create(new CopyBaseline(Own.GetBody()), work);

        // The objects move into the oldest generation, in the order of their creation.
        GC.Collect();
        GC.Collect();
        Scrapes =
        [
            .. from subject in _subjects
               from scrape in subject.Scrapes
               select new SubjectScrape(subject, scrape.Name, scrape.Scrape),
        ];
    }

    public OwnSubject Own { get; }

    public IReadOnlyList<SubjectScrape> Scrapes { get; }

    /// <summary>Reads other memory, so that no scrape finds in the processor's caches what the one before has read.</summary>
    public void EmptyCaches()
    {
        for (var i = 0; i < _memory.Length; i += 8)
        {
            _memory[i]++;
        }
    }

    public void Dispose()
    {
        _subjects.ForEach(subject => subject.Dispose());
        GC.KeepAlive(_others);
    }

    private T Create<T>(T subject, ScrapeWork work)
        where T : IScrapeSubject
    {
        _others.Add(work.CreateSeries(subject));
        _subjects.Add(subject);
        return subject;
    }
}

/// <summary>One way to scrape a subject. After its first failure it does nothing.</summary>
internal sealed class SubjectScrape(IScrapeSubject subject, string name, Func<long> scrape)
{
    public IScrapeSubject Subject => subject;

    public string Name => name;

    public string? Failure { get; private set; }

    /// <summary>Scrapes, and returns the number of bytes of the body.</summary>
    public long TryRun()
    {
        if (Failure is not null)
        {
            return 0;
        }

        try
        {
            return scrape();
        }
        catch (Exception exception)
        {
            // A peer that cannot scrape so many series is a result.
            Failure = exception.Message;
            return 0;
        }
    }
}
