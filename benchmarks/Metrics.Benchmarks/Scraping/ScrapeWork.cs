using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>The metrics that are scraped: families of counters with 1,000 series each, and of histograms with 500 series and 11 buckets
/// each. Every series has three labels. Three quarters of the counters have integral values.</summary>
internal sealed record ScrapeWork(int CounterFamilies, int HistogramFamilies)
{
    public const int CountersPerFamily = 1_000;
    public const int HistogramsPerFamily = 500;

    private const int ObservationsPerHistogram = 20;

    private static readonly LabelValues[] Labels = CreateLabels();

    public static ScrapeWork Normal { get; } = new(100, 10);

    public static ScrapeWork Large { get; } = new(950, 95);

    /// <summary>One whose scrapes only make the runtime compile all code with full optimisation.</summary>
    public static ScrapeWork Small { get; } = new(2, 2);

    public int Counters => CounterFamilies * CountersPerFamily;

    public int Histograms => HistogramFamilies * HistogramsPerFamily;

    /// <summary>The sample lines in a text format: a histogram has one per bucket and three more.</summary>
    public int Lines => Counters + (Histograms * (Buckets.Default.Length + 3));

    public static string[] LabelNames { get; } = ["method", "route", "status"];

    /// <summary>Creates all series in a scattered heap: the first series of all families, then the second of all families, and so on, with
    /// another live object of 100 to 1,500 bytes after each.</summary>
    /// <returns>The other objects, which must stay alive.</returns>
    public object CreateSeries(IScrapeSubject subject)
    {
        var random = new Random(1);
        var observations = new double[ObservationsPerHistogram];
        var others = new byte[Counters + Histograms][];
        var created = 0;
        for (var series = 0; series < CountersPerFamily; series++)
        {
            for (var family = 0; family < CounterFamilies; family++)
            {
                subject.AddCounter(family, Labels[series], Scale(random.Next(1, 100_000), series, random));
                others[created++] = new byte[random.Next(100, 1_501)];
            }

            for (var family = 0; family < HistogramFamilies && series < HistogramsPerFamily; family++)
            {
                for (var i = 0; i < observations.Length; i++)
                {
                    observations[i] = Math.Exp((random.NextDouble() * 9) - 6);
                }

                subject.AddHistogram(family, Labels[series], observations);
                others[created++] = new byte[random.Next(100, 1_501)];
            }
        }

        return others;
    }

    /// <summary>The amount by which a change increments the counter that was created as the given one.</summary>
    public double Increment(int counter) => IsFractional(counter / CounterFamilies) ? 0.37 : 1;

    private static double Scale(int value, int series, Random random) => IsFractional(series) ? value * random.NextDouble() : value;

    private static bool IsFractional(int series) => series % 4 == 3;

    private static LabelValues[] CreateLabels()
    {
        string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        string[] statuses = ["200", "201", "204", "301", "400", "401", "403", "404", "500", "503"];
        string[] routes = [.. Enumerable.Range(0, 20).Select(route => $"/api/things/{route}")];
        return
        [
            .. from route in routes
               from method in methods
               from status in statuses
               select new LabelValues(method, route, status),
        ];
    }
}
