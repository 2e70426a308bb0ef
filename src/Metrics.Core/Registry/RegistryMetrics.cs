using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>What a registry counts about itself, and its voice.</summary>
internal sealed class RegistryMetrics : IFamilyHost
{
    private readonly SelfCounter _collectorErrors = new(
        "metrics_collector_errors_total", "Collections in which a collector failed, so that its families were left out.", "collector");

    private readonly SelfCounter _seriesOverflow = new(
        "metrics_series_overflow_total", "Lookups of label values for which there was no room below the family's limit of series.", "family");

    private readonly SelfCounter _exemplarsDropped = new(
        "metrics_exemplars_dropped_total", "Exemplars that were ill-formed or too long, so that they were dropped.", "family");

    private readonly MetricDiagnostics? _diagnostics;

    public RegistryMetrics(MetricRegistryOptions options)
    {
        _diagnostics = options.Diagnostics;
        SeriesLimit = options.SeriesLimit;
        ExemplarsFromActivity = options.ExemplarsFromActivity;
    }

    public int SeriesLimit { get; }

    public bool ExemplarsFromActivity { get; }

    /// <summary>To be registered like any other, but never to be unregistered.</summary>
    public IReadOnlyList<SelfCounter> Collectors => [_collectorErrors, _seriesOverflow, _exemplarsDropped];

    public void CountFailure(string collector) => _collectorErrors.WithLabel(collector).Inc();

    public void OnSeriesLimitReached(string family, int limit) => Notify(diagnostics => diagnostics.SeriesLimitReached(family, limit));

    public ICounter CountOverflows(string family) => _seriesOverflow.WithLabel(family);

    public ICounter CountDroppedExemplars(string family) => _exemplarsDropped.WithLabel(family);

    /// <summary>Tells whoever listens, who may be broken, a logger whose disk is full for example: that costs nothing but the message.</summary>
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
