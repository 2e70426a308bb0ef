using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
#if MIGRATED
using StaticMetrics;
#else
using Prometheus;
#endif

namespace StaticShop;

/// <summary>Labels that every metric has, registries of the application's own, and callbacks before a collection.</summary>
public static class Branches
{
    private static readonly CollectorRegistry Registry = CreateRegistry();

    private static readonly MetricFactory Factory = Metrics.WithCustomRegistry(Registry);

    private static readonly IMetricFactory Oslo = Metrics.WithLabels(new Dictionary<string, string> { ["branch"] = "oslo" });

    private static readonly IMetricFactory Bergen = Metrics.WithLabels(new Dictionary<string, string> { ["branch"] = "bergen" });

    public static async Task<string> RunAsync()
    {
        foreach (var factory in new[] { Oslo, Bergen, Bergen })
        {
            factory.CreateCounter("shop_visits_total", "Visits.").Inc();
            factory.CreateCounter("shop_sales_total", "Sales.", new[] { "till" }).WithLabels("1").Inc();
            factory.WithLabels(new Dictionary<string, string> { ["floor"] = "2" })
                .CreateGauge("shop_floor_size", "Size.", new GaugeConfiguration { LabelNames = new[] { "room" } }).WithLabels("b").Inc();
        }

        var rate = Metrics.DefaultFactory.CreateGauge("shop_rate", "Rate, read before each scrape.");
        Metrics.DefaultRegistry.AddBeforeCollectCallback(() => rate.Set(4));
        var offers = Metrics.CreateGauge("shop_offers", "Offers, read before each scrape.");
        Metrics.DefaultRegistry.AddBeforeCollectCallback(async cancel =>
        {
            await Task.Delay(1, cancel);
            offers.Set(5);
        });

        Factory.CreateCounter("shop_closed_total", "Closed branches.", "country").WithLabels("no").Inc();
        Factory.WithLabels(new Dictionary<string, string> { ["branch"] = "bodø" })
            .CreateHistogram("shop_queue", "Queue.", new HistogramConfiguration { Buckets = new[] { 1.0, 2 } }).Observe(2);
        using (var text = new MemoryStream())
        {
            await Registry.CollectAndExportAsTextAsync(text);
            return Encoding.UTF8.GetString(text.ToArray());
        }
    }

    private static CollectorRegistry CreateRegistry()
    {
        var registry = Metrics.NewCustomRegistry();
        registry.SetStaticLabels(new Dictionary<string, string> { ["team"] = "branches" });
        return registry;
    }
}
