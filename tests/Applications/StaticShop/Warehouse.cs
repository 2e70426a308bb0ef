using System;
using System.Collections.Generic;
using System.Threading.Tasks;
#if MIGRATED
using StaticMetrics;
#else
using Prometheus;
#endif

namespace StaticShop;

/// <summary>Gauges, timers and operations in progress.</summary>
public static class Warehouse
{
    private static readonly Gauge Stock = Metrics.CreateGauge("shop_stock", "Parcels in stock.", "hall");

    private static readonly Gauge Temperature = Metrics.CreateGauge(
        "shop_temperature_celsius", "Temperature.", new GaugeConfiguration { SuppressInitialValue = true });

    private static readonly Gauge Humidity = Metrics.CreateGauge(
        "shop_humidity_ratio", "Humidity.", new GaugeConfiguration { SuppressInitialValue = true });

    private static readonly Gauge Alarm = Metrics.CreateGauge(
        "shop_alarm", "Whether there is an alarm.", new GaugeConfiguration { SuppressInitialValue = true });

    // A name that is a counter's for everybody but its author.
    private static readonly Gauge Started = Metrics.CreateGauge("shop_parcels_started_total", "Parcels started.");

    private static readonly Gauge Inventory = Metrics.CreateGauge("shop_inventory_time_seconds", "When the inventory was taken.");

    private static readonly Gauge Checked = Metrics.CreateGauge("shop_checked_time_seconds", "When the hall was checked.", "hall");

    private static readonly Gauge Packing = Metrics.CreateGauge("shop_packing_in_progress", "Parcels that are being packed.");

    private static readonly Gauge LastPacking = Metrics.CreateGauge("shop_last_packing_seconds", "Duration of the last packing.");

    private static readonly Counter PackingTime = Metrics.CreateCounter("shop_packing_seconds_total", "Time spent packing.");

    private static readonly Histogram PackingDuration = Metrics.CreateHistogram("shop_packing_duration_seconds", "Time to pack.");

    private static readonly Summary PackingSummary = Metrics.CreateSummary("shop_packing_summary_seconds", "Time to pack, summed.");

    private static readonly Gauge Limits = Metrics.CreateGauge("shop_limits", "Values at the limits of a double.", "value");

    private static readonly Gauge.Child North = Stock.WithLabels("north");

    private static readonly IGauge AnyGauge = North;

    public static async Task RunAsync()
    {
        North.Set(10);
        North.Inc();
        North.Inc(0.5);
        North.Dec();
        AnyGauge.Dec(20);
        Stock.WithLabels("south").IncTo(4);
        Stock.WithLabels("south").IncTo(3);
        Stock.WithLabels("east").DecTo(-4);
        Stock.WithLabels("east").DecTo(-3);
        Temperature.Set(-4.25);
        Humidity.Publish();
        Started.Inc();
        Inventory.SetToTimeUtc(new DateTimeOffset(2024, 2, 29, 12, 0, 0, 250, TimeSpan.FromHours(1)));
        Checked.WithLabels("north").SetToCurrentTimeUtc();
        Checked.WithLabels("south").IncToTimeUtc(new DateTimeOffset(2001, 9, 9, 1, 46, 40, TimeSpan.Zero));
        Checked.WithLabels("east").IncToCurrentTimeUtc();
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, 1e300, 123456789 })
        {
            Limits.WithLabels(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)).Set(value);
        }

        await PackAsync();
        using (Packing.TrackInProgress())
        {
            Metrics.CreateGauge("shop_packing_seen", "Parcels in packing, seen within.").Set(Packing.Value);
        }

        Packing.TrackInProgress();
        Alarm.Unpublish();
    }

    private static async Task PackAsync()
    {
        var failed = Metrics.CreateCounter("shop_packing_failed_total", "Packings that failed.");
        using (PackingDuration.NewTimer())
        using (PackingSummary.NewTimer())
        using (PackingTime.NewTimer())
        {
            await failed.CountExceptionsAsync(() => Task.CompletedTask);
            failed.Inc(await failed.CountExceptionsAsync(() => Task.FromResult(4)));
            await FailAsync(failed);
        }

        ITimer timer = LastPacking.NewTimer();
        var elapsed = timer.ObserveDuration();
        Metrics.CreateGauge("shop_last_packing_was_timed", "Whether it was.").Set(elapsed >= TimeSpan.Zero ? 1 : 0);
    }

    private static async Task FailAsync(Counter failed)
    {
        try
        {
            await failed.CountExceptionsAsync(() => Task.FromException(new KeyNotFoundException()));
        }
        catch (KeyNotFoundException)
        {
            Packing.Inc(2);
        }
    }
}
