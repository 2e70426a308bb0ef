using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A web application that was given negative values, NaN and NUL, and a Prometheus that scrapes it.</summary>
internal sealed class UnusualApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private UnusualApp(WebApplication app)
    {
        _app = app;
        _client = LoopbackClient.Create(new Uri(app.Urls.Single()));
    }

    public PrometheusServer Prometheus { get; private set; } = null!;

    public static async Task<UnusualApp> StartAsync()
    {
        Requirement.Program("prometheus");
        var web = Build();
        await web.StartAsync();
        var app = new UnusualApp(web);
        try
        {
            app.Prometheus = await PrometheusServer.StartAsync(
                [new ScrapeTarget("unusual", new Uri(app._client.BaseAddress!, "metrics"))], "--enable-feature=exemplar-storage");
            await app.Prometheus.WaitForUpAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<string> ReadOpenMetricsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(ScrapedSample.OpenMetrics));
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Prometheus is not null)
        {
            await Prometheus.DisposeAsync();
        }

        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddPrometheusMetrics().AddCollector<Reported>();
        var app = builder.Build();
        app.MapMetrics();
        Measure(app.Services.GetRequiredService<IMetricFactory>());
        return app;
    }

    private static void Measure(IMetricFactory metrics)
    {
        metrics.CreateCounter("orders_total", "Orders.").IncWithExemplar(1, ("order", "17\0"));
        var change = metrics.CreateHistogram("change_celsius", "Change.", new HistogramOptions { Buckets = [1] });
        change.Observe(0.5);
        change.Observe(-2);
        change.Observe(double.NaN);
        metrics.CreateHistogram("offset_meters", "Negative bounds.", new HistogramOptions { Buckets = [-1, 1] }).Observe(5);
        metrics.CreateSummary("drift_seconds", "Drift.", new SummaryOptions { Objectives = [new(0.5, 0.05)] }).Observe(-3);
        metrics.CreateGauge("paths", "With\0NUL.", "path").WithLabels("a\0b").Set(4);
    }

    /// <summary>Reports what no instrument has: sums of NaN; and an exemplar with NUL.</summary>
    private sealed class Reported : ICollector
    {
        private static readonly MetricDescriptor Merged = new(MetricType.Histogram, "merged", "Merged.");
        private static readonly MetricDescriptor Waiting = new(MetricType.GaugeHistogram, "waiting", "Waiting.");

        public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [Merged, Waiting];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            visitor.BeginFamily(Merged);
            visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], double.NaN)
            {
                Exemplars = [new Exemplar(LabelSet.Create(("order", "\0")), 1), new Exemplar(LabelSet.Create(("order", "18")), 2)],
            });
            visitor.EndFamily();
            visitor.BeginFamily(Waiting);
            visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], -7));
            visitor.EndFamily();
        }
    }
}
