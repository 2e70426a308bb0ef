using PrometheusMetrics;

namespace PushingApp;

/// <summary>The work that requests do, and as many series as the setting <c>Series</c> says.</summary>
internal sealed class Work
{
    private readonly ICounter _done;

    public Work(IMetricFactory metrics, IConfiguration configuration)
    {
        _done = metrics.CreateCounter("work_done_total", "Number of requests for work.");
        var series = metrics.CreateGauge("work_items", "Work items by number.", ["item"], new GaugeOptions { SeriesLimit = int.MaxValue });
        for (var i = 0; i < configuration.GetValue("Series", 0); i++)
        {
            series.WithLabels($"item-{i}").Set(i);
        }
    }

    public double Done => _done.Value;

    public void Do(int times) => _done.Inc(times);
}
