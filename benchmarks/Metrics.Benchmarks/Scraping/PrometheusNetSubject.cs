using Prometheus;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>prometheus-net, which writes its text format to a stream.</summary>
internal sealed class PrometheusNetSubject : IScrapeSubject
{
    private readonly ScrapeWork _work;
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Counter[] _counterFamilies;
    private readonly Histogram[] _histogramFamilies;
    private readonly List<Counter.Child> _counters = [];

    public PrometheusNetSubject(ScrapeWork work)
    {
        _work = work;
        var factory = Metrics.WithCustomRegistry(_registry);
        _counterFamilies =
        [
            .. Enumerable.Range(0, work.CounterFamilies).Select(family => factory.CreateCounter(
                $"requests_{family:D3}_total", $"Number of requests of kind {family}.", ScrapeWork.LabelNames)),
        ];
        _histogramFamilies =
        [
            .. Enumerable.Range(0, work.HistogramFamilies).Select(family => factory.CreateHistogram(
                $"latency_{family:D2}_seconds",
                $"Duration of requests of kind {family}.",
                ScrapeWork.LabelNames,
                new HistogramConfiguration { Buckets = PrometheusMetrics.Buckets.Default })),
        ];
    }

    public IReadOnlyList<(string Name, Func<long> Scrape)> Scrapes => [("prometheus-net 8.2.1, text", Scrape)];

    public void AddCounter(int family, LabelValues labels, double value)
    {
        var counter = _counterFamilies[family].WithLabels(labels.Method, labels.Route, labels.Status);
        counter.Inc(value);
        _counters.Add(counter);
    }

    public void AddHistogram(int family, LabelValues labels, double[] observations)
    {
        var histogram = _histogramFamilies[family].WithLabels(labels.Method, labels.Route, labels.Status);
        foreach (var value in observations)
        {
            histogram.Observe(value);
        }
    }

    public void ChangeCounters()
    {
        for (var i = 0; i < _counters.Count; i++)
        {
            _counters[i].Inc(_work.Increment(i));
        }
    }

    public void Dispose()
    {
    }

    private long Scrape()
    {
        var sink = new SinkStream();
        _registry.CollectAndExportAsTextAsync(sink).GetAwaiter().GetResult();
        return sink.Written;
    }
}
