using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>A library or a baseline that holds the metrics of a <see cref="ScrapeWork"/> and writes them.</summary>
internal interface IScrapeSubject : IDisposable
{
    /// <summary>The ways to scrape it, by name. A scrape returns the number of bytes that it wrote.</summary>
    IReadOnlyList<(string Name, Func<long> Scrape)> Scrapes { get; }

    void AddCounter(int family, LabelValues labels, double value);

    void AddHistogram(int family, LabelValues labels, double[] observations);

    /// <summary>Increments every counter.</summary>
    void ChangeCounters();
}
