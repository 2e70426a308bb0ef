using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The self metrics of a registry, its defaults for families, and the notification of its diagnostics.</summary>
internal sealed class RegistryMetrics : IFamilyHost
{
    private const string SeriesOverflowName = "metrics_series_overflow_total";
    private const string LabelValuesTruncatedName = "metrics_label_values_truncated_total";

    private readonly List<ICollector> _collectors = [];
    private readonly IMetricFamily<ICounter> _seriesOverflow;
    private readonly IMetricFamily<ICounter> _exemplarsDropped;
    private readonly IMetricFamily<ICounter> _observationsDropped;
    private readonly IMetricFamily<ICounter> _labelValuesTruncated;
    private readonly FirstOccurrences<string> _truncatedFamilies = new();
    private readonly MetricDiagnostics? _diagnostics;

    // Null if all names are legacy names.
    private readonly LeftOutFamilies? _leftOut;

    public RegistryMetrics(MetricRegistryOptions options)
    {
        _diagnostics = options.Diagnostics;
        SeriesLimit = options.SeriesLimit;
        LabelValueLengthLimit = options.LabelValueLengthLimit;
        NameValidation = options.NameValidation;
        ExemplarsFromActivity = options.ExemplarsFromActivity;
        var timeProvider = options.TimeProvider;
        _seriesOverflow = CreateCounter(
            SeriesOverflowName,
            "Number of lookups that returned the overflow series, because the family had reached its series limit.",
            "family",
            timeProvider);
        _exemplarsDropped = CreateCounter(
            "metrics_exemplars_dropped_total",
            "Number of exemplars that were dropped because they were malformed or too long.",
            "family",
            timeProvider);
        _observationsDropped = CreateCounter(
            "metrics_observations_dropped_total",
            "Number of observations that were dropped because they were NaN.",
            "family",
            timeProvider);
        _labelValuesTruncated = CreateCounter(
            LabelValuesTruncatedName,
            "Number of lookups, and of reported series, whose label values were cut because they were longer than the limit.",
            "family",
            timeProvider);
        if (NameValidation == NameValidation.Utf8)
        {
            _leftOut = new LeftOutFamilies(
                CreateCounter(
                    "metrics_families_left_out_total",
                    "Number of collections without a family, because one of its names was that of another family after escaping.",
                    "family",
                    timeProvider),
                Notify);
        }

        ByCollector = new CollectorMetrics(
            CreateCounter(
                "metrics_collector_errors_total", "Number of collections in which a collector failed.", "collector", timeProvider),
            options.CollectorDurations ? CreateDurations(timeProvider) : null);
    }

    public int SeriesLimit { get; }

    public int LabelValueLengthLimit { get; }

    public bool ExemplarsFromActivity { get; }

    public NameValidation NameValidation { get; }

    /// <summary>The self metrics that have a series for each collector.</summary>
    public CollectorMetrics ByCollector { get; }

    /// <summary>The families of the self metrics, which can be registered but not unregistered.</summary>
    public IReadOnlyList<ICollector> Collectors => _collectors;

    public void OnSeriesLimitReached(string family, int limit) => Notify(diagnostics => diagnostics.SeriesLimitReached(family, limit));

    public void OnLabelValuesTruncated(string family)
    {
        if (family == LabelValuesTruncatedName)
        {
            // If its own name is too long, it would count itself for ever.
            return;
        }

        _labelValuesTruncated.WithLabels(family).Inc();
        if (_truncatedFamilies.IsFirst(family))
        {
            NotifyTruncated(family);
        }
    }

    public void OnFamilyLeftOut(string family, string other, NameEscaping escaping) => _leftOut?.Record(family, other, escaping);

    // The overflows of this family itself are in its overflow series, so counting them again would be wrong, and never end.
    public ICounter CountOverflows(string family) =>
        (family == SeriesOverflowName ? InstrumentKind.Counter.NullFamily : _seriesOverflow).WithLabels(family);

    public ICounter CountDroppedExemplars(string family) => _exemplarsDropped.WithLabels(family);

    public ICounter CountDroppedObservations(string family) => _observationsDropped.WithLabels(family);

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

    // A separate method, because the closure would otherwise be allocated at each cut.
    private void NotifyTruncated(string family) =>
        Notify(diagnostics => diagnostics.LabelValueTruncated(family, LabelValueLengthLimit));

    private IMetricFamily<ICounter> CreateCounter(string name, string help, string labelName, TimeProvider timeProvider) => Keep(
        SelfMetricFamilies.Create(
            InstrumentKind.Counter,
            name,
            help,
            labelName,
            new CounterOptions { Exemplars = new ExemplarOptions { FromActivity = false } },
            this,
            timeProvider));

    private IMetricFamily<IGauge> CreateDurations(TimeProvider timeProvider) => Keep(
        SelfMetricFamilies.Create(
            InstrumentKind.Gauge,
            "metrics_collector_duration_seconds",
            "Duration of the last call of a collector.",
            "collector",
            new GaugeOptions { Unit = "seconds" },
            this,
            timeProvider));

    private IMetricFamily<TInstrument> Keep<TInstrument>(IMetricFamily<TInstrument> family)
        where TInstrument : class
    {
        _collectors.Add((ICollector)family);
        return family;
    }
}
