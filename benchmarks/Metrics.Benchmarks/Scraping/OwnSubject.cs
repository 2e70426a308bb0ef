using PrometheusMetrics.Benchmarks.Operations;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>This library. A scrape does what the endpoint does, without HTTP: it collects the registry into a pipe.</summary>
internal sealed class OwnSubject : IScrapeSubject
{
    private readonly ScrapeWork _work;
    private readonly MetricRegistry _registry = new();
    private readonly IMetricFamily<ICounter>[] _counterFamilies;
    private readonly IMetricFamily<IHistogram>[] _histogramFamilies;
    private readonly List<ICounter> _counters = [];
    private readonly SinkPipeWriter _sink = new();

    public OwnSubject(ScrapeWork work)
    {
        _work = work;
        var factory = new MetricFactory(_registry);
        _counterFamilies =
        [
            .. Enumerable.Range(0, work.CounterFamilies).Select(family => factory.CreateCounter(
                $"requests_{family:D3}_total", $"Number of requests of kind {family}.", ScrapeWork.LabelNames)),
        ];
        _histogramFamilies =
        [
            .. Enumerable.Range(0, work.HistogramFamilies).Select(family => factory.CreateHistogram(
                $"latency_{family:D2}_seconds", $"Duration of requests of kind {family}.", ScrapeWork.LabelNames)),
        ];
    }

    public IReadOnlyList<(string Name, Func<long> Scrape)> Scrapes
    {
        get
        {
            List<(string, Func<long>)> scrapes = [];
            foreach (var format in ExpositionFormat.BuiltIn)
            {
                if (Describe(format.ContentType) is { } name)
                {
                    scrapes.Add((name, () => Scrape(format)));
                }
            }

            return scrapes;
        }
    }

    /// <summary>All counters, in the order of their creation.</summary>
    public IReadOnlyList<ICounter> Counters => _counters;

    public void AddCounter(int family, LabelValues labels, double value)
    {
        var counter = _counterFamilies[family].WithLabels(labels.Method, labels.Route, labels.Status);
        counter.Inc(value);
        _counters.Add(counter);
    }

    public void AddHistogram(int family, LabelValues labels, double[] observations) => Array.ForEach(
        observations, _histogramFamilies[family].WithLabels(labels.Method, labels.Route, labels.Status).Observe);

    public void ChangeCounters()
    {
        for (var i = 0; i < _counters.Count; i++)
        {
            _counters[i].Inc(_work.Increment(i));
        }
    }

    /// <summary>Returns the whole body in the text format.</summary>
    public byte[] GetBody()
    {
        var body = new MemoryStream();
        ExpositionSerializer.WriteAsync(_registry, ExpositionFormat.Text, body).GetAwaiter().GetResult();
        return body.ToArray();
    }

    public long ScrapeText() => Scrape(ExpositionFormat.Text);

    public void Dispose() => _registry.Dispose();

    /// <summary>Returns the name of a row, or null for a format that is written exactly as another one.</summary>
    private static string? Describe(string contentType) => contentType switch
    {
        _ when contentType.Contains("protobuf", StringComparison.Ordinal) => "protobuf",
        _ when contentType.Contains("version=0.0.4", StringComparison.Ordinal) => "text",
        _ when contentType.Contains("openmetrics-text; version=1", StringComparison.Ordinal) => "OpenMetrics 1.0",
        _ when contentType.Contains("openmetrics-text; version=2", StringComparison.Ordinal) => "OpenMetrics 2.0",
        _ => null,
    };

    private long Scrape(ExpositionFormat format)
    {
        var before = _sink.Written;
        using var reader = _registry.ReadAsync(new() { Escaping = format.Escaping }).AsTask().GetAwaiter().GetResult();
        ExpositionSerializer.WriteAsync(reader, format, _sink).GetAwaiter().GetResult();
        _sink.Flush();
        return _sink.Written - before;
    }
}
