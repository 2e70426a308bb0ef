using PrometheusMetrics.Benchmarks.Operations;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures the memory and the creation time of a series with three labels.</summary>
/// <remarks>Each series has strings of its own, which the application creates and which are not counted. Each is written to, and the
/// registry is scraped twice in a format, so that memory which only a scrape allocates is included. Of several numbers of series, the one
/// with the most memory per series counts: arrays that grow in steps have the most room to spare right after a step.</remarks>
internal static class SeriesMemory
{
    private const int Rounds = 3;

    /// <summary>The numbers of series. The last but one is the worst for an array whose size is a power of two.</summary>
    private static readonly int[] Counts = [1_000, 10_000, 65_537, 100_000];

    private static readonly string[] LabelNames = ["method", "route", "status"];

    /// <summary>Measures counters, a histogram with classic buckets and a native histogram.</summary>
    public static IReadOnlyList<SeriesCost> MeasureAll()
    {
        var values = ObservedValues.Create(10);
        return
        [
            Measure("counter", CreateCounters, (counter, _) => counter.Inc()),
            Measure("counter of fractions", CreateCounters, (counter, i) => counter.Inc((i + 1) * 0.1)),
            Measure(
                "histogram, 11 buckets",
                (metrics, limit) => metrics.CreateHistogram("a", "A.", LabelNames, new HistogramOptions { SeriesLimit = limit }),
                ObserveAll),
            Measure(
                "native histogram",
                (metrics, limit) =>
                    metrics.CreateHistogram("a", "A.", LabelNames, new HistogramOptions { SeriesLimit = limit, Native = new() }),
                ObserveAll),
        ];

        void ObserveAll(IHistogram histogram, int i) => Array.ForEach(values, histogram.Observe);
    }

    private static IMetricFamily<ICounter> CreateCounters(MetricFactory metrics, int limit) =>
        metrics.CreateCounter("a_total", "A.", LabelNames, new CounterOptions { SeriesLimit = limit });

    private static SeriesCost Measure<T>(string name, Func<MetricFactory, int, IMetricFamily<T>> create, Action<T, int> write)
        where T : class
    {
        List<double> creations = [];
        var (text, openMetrics, protobuf) = (ExpositionFormat.Text, ExpositionFormat.OpenMetrics, ExpositionFormat.Protobuf);
        return new SeriesCost(
            name, MeasureWorst(text), MeasureWorst(openMetrics), MeasureWorst(protobuf), MeasureWorst(text, openMetrics, protobuf))
        {
            Microseconds = Median(creations),
        };

        double MeasureWorst(params ExpositionFormat[] formats)
        {
            var worst = 0.0;
            foreach (var count in Counts)
            {
                // The median, because the first rounds include the compilation of the code and buffers that are kept in pools.
                List<double> bytes = [];
                for (var i = 0; i < Rounds; i++)
                {
                    var cost = MeasureOnce(CreateLabels(count), create, write, formats);
                    bytes.Add(cost.Bytes);
                    creations.Add(cost.Microseconds);
                }

                worst = Math.Max(worst, Median(bytes));
            }

            return worst;
        }
    }

    private static (double Bytes, double Microseconds) MeasureOnce<T>(
        LabelValues[] labels, Func<MetricFactory, int, IMetricFamily<T>> create, Action<T, int> write, ExpositionFormat[] formats)
        where T : class
    {
        using var registry = new MetricRegistry();
        var family = create(new MetricFactory(registry), labels.Length);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var time = TimeProvider.System.GetTimestamp();
        foreach (var values in labels)
        {
            family.WithLabels(values.Method, values.Route, values.Status);
        }

        var elapsed = TimeProvider.System.GetElapsedTime(time);
        for (var i = 0; i < labels.Length; i++)
        {
            write(family.WithLabels(labels[i].Method, labels[i].Route, labels[i].Status), i);
        }

        foreach (var format in formats)
        {
            Scrape(registry, format);
            Scrape(registry, format);
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(family);
        GC.KeepAlive(labels);
        return ((double)bytes / labels.Length, elapsed.TotalMicroseconds / labels.Length);
    }

    private static void Scrape(MetricRegistry registry, ExpositionFormat format) =>
        ExpositionSerializer.WriteAsync(registry, format, Stream.Null).GetAwaiter().GetResult();

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static LabelValues[] CreateLabels(int count)
    {
        string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        const int Statuses = 20;
        return
        [
            .. Enumerable.Range(0, count).Select(i => new LabelValues(
                new string(methods[i % methods.Length].AsSpan()),
                $"/api/things/{i / methods.Length / Statuses}",
                $"{200 + (i / methods.Length % Statuses)}")),
        ];
    }
}

/// <summary>The memory of one series in bytes, after two scrapes in one of three formats or two in each of them, and its creation
/// time.</summary>
internal sealed record SeriesCost(string Name, double Text, double OpenMetrics, double Protobuf, double AllFormats)
{
    /// <summary>The median of the numbers of series.</summary>
    public required double Microseconds { get; init; }
}
