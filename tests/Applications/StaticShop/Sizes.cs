using System;
using System.Collections.Generic;
#if MIGRATED
using StaticMetrics;
#else
using Prometheus;
#endif

namespace StaticShop;

/// <summary>Histograms and summaries.</summary>
public static class Sizes
{
    private static readonly Histogram Weight = Metrics.CreateHistogram("shop_weight", "Weight, in the default buckets.", "hall");

    private static readonly Histogram Value = Metrics.CreateHistogram(
        "shop_value_euros",
        "Value of orders.",
        new HistogramConfiguration { LabelNames = new[] { "country" }, Buckets = Histogram.LinearBuckets(100, 100, 10) });

    private static readonly Histogram Volume = Metrics.CreateHistogram(
        "shop_volume_litres",
        "Volume.",
        new[] { "hall" },
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 16) });

    private static readonly Histogram Distance = Metrics.CreateHistogram(
        "shop_distance_metres",
        "Distance.",
        new HistogramConfiguration { Buckets = Histogram.PowersOfTenDividedBuckets(-2, 3, 4), SuppressInitialValue = true });

    private static readonly Histogram Unused = Metrics.CreateHistogram("shop_unused", "A histogram that nothing was observed with.");

    private static readonly Histogram Unseen = Metrics.CreateHistogram(
        "shop_unseen", "A histogram that is hidden.", new HistogramConfiguration { SuppressInitialValue = true });

    private static readonly Summary Items = Metrics.CreateSummary("shop_items", "Items of orders.");

    private static readonly Summary Rows = Metrics.CreateSummary(
        "shop_rows",
        "Rows of orders.",
        new SummaryConfiguration
        {
            LabelNames = new[] { "country" },
            Objectives = new[] { new QuantileEpsilonPair(0.5, 0.05), new QuantileEpsilonPair(0.99, 0.001) },
            MaxAge = TimeSpan.FromHours(1),
            AgeBuckets = 3,
        });

    private static readonly Histogram.Child NorthWeight = Weight.WithLabels("north");

    private static readonly Summary.Child NorwegianRows = Rows.WithLabels("no");

    public static void Run()
    {
        var observers = new List<IObserver> { NorthWeight, Weight.WithLabels("south"), Value.WithLabels("no"), NorwegianRows, Items };
        foreach (var observer in observers)
        {
            for (var i = 0; i <= 100; i++)
            {
                observer.Observe(i);
            }
        }

        Volume.WithLabels("north").Observe(0.001);
        Volume.WithLabels("north").Observe(0.5, 3);
        Volume.WithLabels("north").Observe(double.PositiveInfinity);
        Distance.Observe(12);
        Items.Observe(-1);
        Rows.WithLabels("se");
    }
}
