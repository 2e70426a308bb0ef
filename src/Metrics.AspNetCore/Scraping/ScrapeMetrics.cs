using System.Globalization;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The metrics of the scrapes themselves. All endpoints of a host share them.</summary>
internal sealed class ScrapeMetrics
{
    private const string Aborted = "aborted";

    // Servers send their trace with a scrape, which says nothing about the application.
    private static readonly ExemplarOptions NoExemplars = new() { FromActivity = false };

    private readonly IMetricFamily<ICounter> _total;
    private readonly IGauge _inProgress;
    private readonly IHistogram _duration;
    private readonly ICounter _bytes;

    public ScrapeMetrics(IMetricFactory factory)
    {
        _total = factory.CreateCounter(
            "metrics_scrapes_total",
            "Number of scrapes by the status of their responses, or 'aborted' if the client did not get the whole response.",
            ["status"],
            new CounterOptions { Exemplars = NoExemplars });
        _inProgress = factory.CreateGauge("metrics_scrapes_in_progress", "Number of scrapes currently in progress.");
        _duration = factory.CreateHistogram(
            "metrics_scrape_duration_seconds",
            "Duration of scrapes, including those that were aborted.",
            new HistogramOptions { Unit = "seconds", Exemplars = NoExemplars });
        _bytes = factory.CreateCounter(
            "metrics_scrape_response_bytes_total",
            "Size of the bodies of scrapes, as sent: after their compression.",
            new CounterOptions { Unit = "bytes", Exemplars = NoExemplars });
    }

    public void Begin() => _inProgress.Inc();

    /// <param name="status">The status of the response, or null if it was aborted.</param>
    /// <param name="duration">The duration of the scrape.</param>
    /// <param name="bytes">The length of the body.</param>
    public void End(int? status, TimeSpan duration, long bytes)
    {
        _inProgress.Dec();
        _duration.Observe(duration);
        _bytes.Inc(bytes);
        Count(status);
    }

    public void CountRejected(int status) => Count(status);

    private void Count(int? status) => _total.WithLabels(status?.ToString(CultureInfo.InvariantCulture) ?? Aborted).Inc();
}
