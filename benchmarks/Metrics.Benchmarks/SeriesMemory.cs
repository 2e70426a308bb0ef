using PrometheusMetrics.Benchmarks.Operations;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the memory and the creation time of a series with three labels.</summary>
/// <remarks>The strings of the labels are shared. Each series is written to, and the registry is scraped twice, so that memory which only a
/// scrape allocates is included.</remarks>
internal static class SeriesMemory
{
    private const int Rounds = 5;

    private static readonly string[] LabelNames = ["method", "route", "status"];

    /// <summary>Measures a counter, a histogram with classic buckets and a native histogram.</summary>
    public static IReadOnlyList<SeriesCost> MeasureAll()
    {
        var values = ObservedValues.Create(10);
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
                (metrics, limit) =>
                    metrics.CreateHistogram("a", "A.", LabelNames, new HistogramOptions { SeriesLimit = limit, Native = new() }),
                ObserveAll),
        ];

        void ObserveAll(IHistogram histogram) => Array.ForEach(values, histogram.Observe);
    }

    private static SeriesCost Measure<T>(string name, int count, Func<MetricFactory, int, IMetricFamily<T>> create, Action<T> write)
        where T : class
    {
        var labels = CreateLabels(count);
        List<SeriesCost> costs = [];
        for (var i = 0; i < Rounds; i++)
        {
            costs.Add(MeasureOnce(name, labels, metrics => create(metrics, count), write));
        }

        // The median, because the first rounds include the compilation of the code.
        return new SeriesCost(name, count, Median(costs, cost => cost.Bytes), Median(costs, cost => cost.Microseconds));
    }

    private static SeriesCost MeasureOnce<T>(
        string name, LabelValues[] labels, Func<MetricFactory, IMetricFamily<T>> create, Action<T> write)
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

    private static LabelValues[] CreateLabels(int count)
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

    private static double Median(List<SeriesCost> costs, Func<SeriesCost, double> value) =>
        costs.Select(value).Order().ElementAt(costs.Count / 2);
}

/// <summary>The memory and the creation time of one series.</summary>
internal sealed record SeriesCost(string Name, int Count, double Bytes, double Microseconds);
