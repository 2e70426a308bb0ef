using System.Diagnostics;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>Measures how much scrapes delay a thread that increments counters.</summary>
internal static class WriterLatency
{
    private const int BatchSize = 100;
    private const int Phases = 6;

    private static readonly TimeSpan PhaseLength = TimeSpan.FromSeconds(1);

    /// <summary>Measures the time of 100 increments while no other thread of the process runs, while another thread scrapes without a
    /// pause, and while it runs a baseline, which uses the same memory bus but none of the counters. The three take turns.</summary>
    public static WriterDelay Measure(ScrapeSubjects subjects)
    {
        List<double> alone = [];
        List<double> scraped = [];
        List<double> besideBaseline = [];
        var baseline = subjects.Scrapes.Single(scrape => scrape.Name == LineBaseline.CopiedValues);
        for (var i = 0; i < Phases; i++)
        {
            Write(subjects.Own.Counters, alone);
            WriteWhile(() => subjects.Own.ScrapeText(), subjects.Own.Counters, scraped);
            WriteWhile(() => baseline.TryRun(), subjects.Own.Counters, besideBaseline);
        }

        return new WriterDelay(Percentile99(alone), Percentile99(scraped), Percentile99(besideBaseline));
    }

    private static void WriteWhile(Action scrape, IReadOnlyList<ICounter> counters, List<double> times)
    {
        using var stop = new CancellationTokenSource();
        var token = stop.Token;
        var scraper = new Thread(() =>
        {
            while (!token.IsCancellationRequested)
            {
                scrape();
            }
        });
        scraper.Start();
        Write(counters, times);
        stop.Cancel();
        scraper.Join();
    }

    private static void Write(IReadOnlyList<ICounter> counters, List<double> times)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var next = 0; Stopwatch.GetElapsedTime(begin) < PhaseLength; next = (next + BatchSize) % counters.Count)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = next; i < next + BatchSize; i++)
            {
                counters[i].Inc();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    private static double Percentile99(List<double> times) => times.Order().ElementAt(times.Count * 99 / 100);
}

/// <summary>The 99th percentile of the time of 100 increments, in microseconds.</summary>
/// <param name="Alone">While no other thread of the process runs.</param>
/// <param name="Scraped">While another thread scrapes the counters.</param>
/// <param name="BesideBaseline">While another thread runs baseline A.</param>
internal sealed record WriterDelay(double Alone, double Scraped, double BesideBaseline);
