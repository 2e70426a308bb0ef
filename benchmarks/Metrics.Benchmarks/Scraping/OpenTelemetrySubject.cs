using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>OpenTelemetry's SDK and its Prometheus exporter for ASP.NET Core. Its collection is internal, so a scrape calls its middleware
/// with a request that no server has received; the body goes to a stream.</summary>
internal sealed class OpenTelemetrySubject : IScrapeSubject
{
    private readonly ScrapeWork _work;
    private readonly Meter _meter = new("app");
    private readonly MeterProvider _provider;
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _endpoint;
    private readonly Counter<double>[] _counterFamilies;
    private readonly Histogram<double>[] _histogramFamilies;
    private readonly List<(Counter<double> Counter, LabelValues Labels)> _counters = [];

    public OpenTelemetrySubject(ScrapeWork work)
    {
        _work = work;
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name)
            .SetMaxMetricStreams(work.CounterFamilies + work.HistogramFamilies)
            .AddView(instrument => instrument is Histogram<double>
                ? new ExplicitBucketHistogramConfiguration { Boundaries = Buckets.Default }
                : new MetricStreamConfiguration())
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.MaxScrapeResponseSizeBytes = int.MaxValue;
            })
            .Build();
        _services = new ServiceCollection().AddOptions().BuildServiceProvider();
        var application = new ApplicationBuilder(_services);
        application.UseOpenTelemetryPrometheusScrapingEndpoint(
            _provider, predicate: null, path: "/metrics", configureBranchedPipeline: null, optionsName: null);
        _endpoint = application.Build();
        _counterFamilies =
        [
            .. Enumerable.Range(0, work.CounterFamilies).Select(family => _meter.CreateCounter<double>(
                $"requests_{family:D3}", unit: null, $"Number of requests of kind {family}.")),
        ];
        _histogramFamilies =
        [
            .. Enumerable.Range(0, work.HistogramFamilies).Select(family => _meter.CreateHistogram<double>(
                $"latency_{family:D2}", "s", $"Duration of requests of kind {family}.")),
        ];
    }

    public IReadOnlyList<(string Name, Func<long> Scrape)> Scrapes => [("OpenTelemetry 1.20.1, text", Scrape)];

    public void AddCounter(int family, LabelValues labels, double value)
    {
        Add(_counterFamilies[family], labels, value);
        _counters.Add((_counterFamilies[family], labels));
    }

    public void AddHistogram(int family, LabelValues labels, double[] observations)
    {
        foreach (var value in observations)
        {
            _histogramFamilies[family].Record(
                value, new("method", labels.Method), new("route", labels.Route), new("status", labels.Status));
        }
    }

    public void ChangeCounters()
    {
        for (var i = 0; i < _counters.Count; i++)
        {
            Add(_counters[i].Counter, _counters[i].Labels, _work.Increment(i));
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _services.Dispose();
        _meter.Dispose();
    }

    private static void Add(Counter<double> counter, LabelValues labels, double value) =>
        counter.Add(value, new("method", labels.Method), new("route", labels.Route), new("status", labels.Status));

    private long Scrape()
    {
        var sink = new SinkStream();
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/metrics";
        context.Response.Body = sink;
        _endpoint(context).GetAwaiter().GetResult();
        return context.Response.StatusCode == StatusCodes.Status200OK
            ? sink.Written
            : throw new InvalidOperationException($"The scrape was answered with status {context.Response.StatusCode}.");
    }
}
