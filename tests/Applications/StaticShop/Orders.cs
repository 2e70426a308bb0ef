using System;
using System.Collections.Generic;
#if MIGRATED
using StaticMetrics;
#else
using Prometheus;
#endif

namespace StaticShop;

/// <summary>Static fields with and without labels, and series that are kept, hidden, removed and listed.</summary>
public static class Orders
{
    private static readonly Counter Placed = Metrics.CreateCounter("shop_orders_placed_total", "Orders placed.");

    private static readonly Counter Refused = Metrics.CreateCounter("shop_orders_refused", "Orders refused.", "reason", "channel");

    private static readonly Counter ByCountry = Metrics.CreateCounter(
        "shop_orders_by_country_total", "Orders by country.", new CounterConfiguration { LabelNames = new[] { "country" } });

    private static readonly Counter Returned = Metrics.CreateCounter(
        "shop_orders_returned_total", "Orders returned.", new CounterConfiguration { SuppressInitialValue = true });

    private static readonly Counter Lost = Metrics.CreateCounter(
        "shop_orders_lost_total", "Orders lost.", new CounterConfiguration { SuppressInitialValue = true });

    private static readonly Counter Imported = Metrics.CreateCounter("shop_orders_imported", "Orders that another system counts.");

    private static readonly Counter Failed = Metrics.CreateCounter("shop_orders_failed_total", "Orders that failed.");

    private static readonly Counter Escaped = Metrics.CreateCounter("shop_orders_notes_total", "Notes.", "note");

    private static readonly Counter Newest = Metrics.CreateCounter("shop_orders_newest_seconds", "When the newest order was placed.");

    private static readonly Counter.Child Web = ByCountry.WithLabels("no");

    private static readonly ICounter Any = Placed;

    public static void Run()
    {
        Placed.Inc();
        Placed.Inc(2.5);
        Any.Inc();
        Refused.WithLabels("stock", "web").Inc();
        Refused.WithLabels("stock", "web").Inc(1e20);
        Refused.WithLabels(new ReadOnlySpan<string>(new[] { "credit", "" })).Inc(0.1 + 0.2);
        Metrics.CreateCounter("shop_orders_refused", "Orders refused.", "reason", "channel").WithLabels("stock", "web").Inc();

        Web.Inc(Placed.Value);
        ByCountry.WithLabels("se").Inc(7);
        ByCountry.WithLabels("se").Remove();
        ByCountry.WithLabels("dk").Inc(7);
        ByCountry.RemoveLabelled("dk");
        ByCountry.WithLabels("dk");
        ByCountry.WithLabels("fi").Inc(3);
        ByCountry.WithLabels("fi").Unpublish();
        ByCountry.WithLabels("is").Inc(3);
        ByCountry.WithLabels("is").Unpublish();
        ByCountry.WithLabels("is").Inc();
        foreach (var labels in ByCountry.GetAllLabelValues())
        {
            Metrics.CreateGauge("shop_orders_countries", "Countries seen.", ByCountry.LabelNames).WithLabels(labels).Set(1);
        }

        Lost.Publish();
        Imported.IncTo(120);
        Imported.IncTo(40);
        Newest.IncToTimeUtc(new DateTimeOffset(2024, 2, 29, 12, 0, 0, 250, TimeSpan.Zero));
        foreach (var note in new[] { "a \"quoted\" note", "two\nlines", "C:\\orders", "Ærø €" })
        {
            Escaped.WithLabels(note).Inc();
        }

        Returned.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        CountFailures();
    }

    private static void CountFailures()
    {
        try
        {
            Failed.CountExceptions(() => Parse("one"));
        }
        catch (FormatException)
        {
            Failed.CountExceptions(() => Placed.Inc());
        }

        try
        {
            Failed.CountExceptions(() => { Parse("one"); }, exception => exception is KeyNotFoundException);
        }
        catch (FormatException)
        {
            Failed.Inc(Failed.CountExceptions(() => Parse("10")));
        }
    }

    private static int Parse(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
