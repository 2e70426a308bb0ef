using PrometheusMetrics.Benchmarks.Operations;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Benchmarks;

/// <summary>What a series with three labels costs: memory, and the time to make it.</summary>
/// <remarks>The strings of the labels are shared, and the registry has been scraped twice, so that whatever is made only for a scrape is there.
/// Each series was written to before.</remarks>
internal static class SeriesMemory
{
    private const int Rounds = 5;

    private static readonly string[] LabelNames = ["method", "route", "status"];

    /// <summary>Measures every kind of instrument that has more than a value.</summary>
    public static IReadOnlyList<SeriesCost> MeasureAll()
    {
        var values = ObservedValues.Make(10);
        return
        [
            Measure(
                "counter",
                100_000,
                (metrics, limit) => metrics.CreateCounter("a_total", "A.", LabelNames, new CounterOptions { SeriesLimit = limit }),
                counter => counter.Inc()),
            Measure(
                "histogram, 11 buckets",
                20_000,
                (metrics, limit) => metrics.CreateHistogram("a", "A.", LabelNames, new HistogramOptions { SeriesLimit = limit }),
                ObserveAll),
            Measure(
                "native histogram",
                20_000,
                (metrics, limit) => metrics.CreateHistogram("a", "A.", LabelNames, new HistogramOptions { SeriesLimit = limit, Native = new() }),
                ObserveAll),
        ];

        void ObserveAll(IHistogram histogram) => Array.ForEach(values, histogram.Observe);
    }

    private static SeriesCost Measure<T>(string name, int count, Func<MetricFactory, int, IMetricFamily<T>> create, Action<T> write)
        where T : class
    {
        var labels = MakeLabels(count);
        List<SeriesCost> costs = [];
        for (var i = 0; i < Rounds; i++)
        {
            costs.Add(MeasureOnce(name, labels, metrics => create(metrics, count), write));
        }

        // The first rounds also pay for compiling the code.
        return new SeriesCost(name, count, Median(costs, cost => cost.Bytes), Median(costs, cost => cost.Microseconds));
    }

    private static SeriesCost MeasureOnce<T>(string name, LabelValues[] labels, Func<MetricFactory, IMetricFamily<T>> create, Action<T> write)
        where T : class
    {
        using var registry = new MetricRegistry();
        var family = create(new MetricFactory(registry));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var time = TimeProvider.System.GetTimestamp();
        foreach (var values in labels)
        {
            family.WithLabels(values.Method, values.Route, values.Status);
        }

        var elapsed = TimeProvider.System.GetElapsedTime(time);
        foreach (var values in labels)
        {
            write(family.WithLabels(values.Method, values.Route, values.Status));
        }

        Scrape(registry);
        Scrape(registry);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(family);
        return new SeriesCost(name, labels.Length, (double)bytes / labels.Length, elapsed.TotalMicroseconds / labels.Length);
    }

    private static void Scrape(MetricRegistry registry) =>
        ExpositionSerializer.WriteAsync(registry, ExpositionFormat.Text, Stream.Null).GetAwaiter().GetResult();

    private static LabelValues[] MakeLabels(int count)
    {
        string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        string[] statuses = [.. Enumerable.Range(200, 20).Select(status => $"{status}")];
        string[] routes = [.. Enumerable.Range(0, count / methods.Length / statuses.Length).Select(route => $"/api/things/{route}")];
        return
        [
            .. from route in routes
               from method in methods
               from status in statuses
               select new LabelValues(method, route, status),
        ];
    }

    private static double Median(List<SeriesCost> costs, Func<SeriesCost, double> value) => costs.Select(value).Order().ElementAt(costs.Count / 2);
}

/// <summary>What one series costs.</summary>
internal sealed record SeriesCost(string Name, int Count, double Bytes, double Microseconds);
