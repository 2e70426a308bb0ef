using System.Diagnostics;
#if MIGRATED
using StaticMetrics;
#else
using Prometheus;
#endif

namespace StaticShop;

/// <summary>Exemplars: of the current trace, and of the application's own.</summary>
public static class Payments
{
    private static readonly Counter Paid = Metrics.CreateCounter("shop_paid_total", "Payments.", "exemplar");

    private static readonly Histogram Amount = Metrics.CreateHistogram(
        "shop_paid_euros", "Amounts.", new HistogramConfiguration { LabelNames = new[] { "exemplar" }, Buckets = new[] { 1.0, 10 } });

    private static readonly Exemplar.LabelKey OrderKey = Exemplar.Key("order");

    public static void Run()
    {
        Paid.WithLabels("own").Inc(Exemplar.From(OrderKey.WithValue("4711")));
        Paid.WithLabels("two").Inc(2, Exemplar.From(OrderKey.WithValue("4712"), Exemplar.Pair("till", "3")));
        Paid.WithLabels("none").Inc();
        Amount.WithLabels("own").Observe(5, Exemplar.From(OrderKey.WithValue("4713")));

        using var activity = new Activity("payment").SetIdFormat(ActivityIdFormat.W3C);
        activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        activity.Start();
        Paid.WithLabels("trace").Inc();
        Paid.WithLabels("asked").Inc(Exemplar.FromTraceContext());
        Amount.WithLabels("trace").Observe(0.5);
    }
}
