using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The self metrics of a registry, its defaults for families, and the notification of its diagnostics.</summary>
internal sealed class RegistryMetrics : IFamilyHost
{
    private readonly SelfCounter _collectorErrors = new(
        "metrics_collector_errors_total", "Number of collections in which a collector failed.", "collector");

    private readonly SelfCounter _seriesOverflow = new(
        "metrics_series_overflow_total",
        "Number of lookups that returned the overflow series, because the family had reached its series limit.",
        "family");

    private readonly SelfCounter _exemplarsDropped = new(
        "metrics_exemplars_dropped_total", "Number of exemplars that were dropped because they were malformed or too long.", "family");

    private readonly SelfCounter _observationsDropped = new(
        "metrics_observations_dropped_total", "Number of observations that were dropped because they were NaN.", "family");

    private readonly MetricDiagnostics? _diagnostics;

    public RegistryMetrics(MetricRegistryOptions options)
    {
        _diagnostics = options.Diagnostics;
        SeriesLimit = options.SeriesLimit;
        ExemplarsFromActivity = options.ExemplarsFromActivity;
    }

    public int SeriesLimit { get; }

    public bool ExemplarsFromActivity { get; }

    /// <summary>The collectors of the self metrics, which can be registered but not unregistered.</summary>
    public IReadOnlyList<SelfCounter> Collectors => [_collectorErrors, _seriesOverflow, _exemplarsDropped, _observationsDropped];

    public void CountFailure(string collector) => _collectorErrors.WithLabel(collector).Inc();

    public void OnSeriesLimitReached(string family, int limit) => Notify(diagnostics => diagnostics.SeriesLimitReached(family, limit));

    public ICounter CountOverflows(string family) => _seriesOverflow.WithLabel(family);

    public ICounter CountDroppedExemplars(string family) => _exemplarsDropped.WithLabel(family);

    public ICounter CountDroppedObservations(string family) => _observationsDropped.WithLabel(family);

    /// <summary>Notifies the diagnostics, if any, and ignores what they throw: a logger whose disk is full, for example, loses the message
    /// only.</summary>
    public void Notify(Action<MetricDiagnostics> notification)
    {
        try
        {
            if (_diagnostics is not null)
            {
                notification(_diagnostics);
            }
        }
        catch (Exception)
        {
            // See the summary.
        }
    }
}
