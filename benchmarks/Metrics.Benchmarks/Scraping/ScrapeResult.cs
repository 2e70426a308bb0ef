namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>The results of one way to scrape. Times are medians, in milliseconds.</summary>
/// <param name="Name">The name of the way.</param>
/// <param name="Failure">The message of its failure, or null.</param>
internal sealed record ScrapeResult(string Name, string? Failure)
{
    public double Unchanged { get; init; }

    public double Changed { get; init; }

    /// <summary>The bytes of one body.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The bytes that one scrape allocates after every counter has changed: the median.</summary>
    public long Allocated { get; init; }

    /// <summary>The bytes by which some scrapes have increased the large-object heap.</summary>
    public long LargeObjects { get; init; }
}

/// <summary>The results of all ways to scrape the same metrics.</summary>
/// <param name="Work">The metrics.</param>
/// <param name="Rows">The results, in the order of the table.</param>
/// <param name="Writer">The delay of a writing thread.</param>
internal sealed record ScrapeResults(ScrapeWork Work, IReadOnlyList<ScrapeResult> Rows, WriterDelay Writer)
{
    public ScrapeResult this[string name] => Rows.Single(row => row.Name == name);
}
