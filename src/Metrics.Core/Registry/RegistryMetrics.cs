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
    private readonly LeftOutFamilies _leftOut;

    public RegistryMetrics(MetricRegistryOptions options)
    {
        Labels = RegistryLabels.Create(options.Labels, options.NameValidation);
        Listeners = new DiagnosticListeners(Labels.Set);
        if (options.Diagnostics is not null)
        {
            Listeners.Add(options.Diagnostics);
        }

        SeriesLimit = options.SeriesLimit;
        LabelValueLengthLimit = options.LabelValueLengthLimit;
        NameValidation = options.NameValidation;
        KeepCounterNames = options.KeepCounterNames;
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
        _leftOut = new LeftOutFamilies(CreateLeftOut(timeProvider), Notify);
        ByCollector = new CollectorMetrics(
            CreateCounter(
                "metrics_collector_errors_total", "Number of collections in which a collector failed.", "collector", timeProvider),
            options.CollectorDurations ? CreateDurations(timeProvider) : null);
    }

    public DiagnosticListeners Listeners { get; }

    public int SeriesLimit { get; }

    public int LabelValueLengthLimit { get; }

    public bool ExemplarsFromActivity { get; }

    public NameValidation NameValidation { get; }

    public bool KeepCounterNames { get; }

    public RegistryLabels Labels { get; }

    /// <summary>The self metrics that have a series for each collector.</summary>
    public CollectorMetrics ByCollector { get; }

    /// <summary>The families of the self metrics, which can be registered but not unregistered.</summary>
    public IReadOnlyList<ICollector> Collectors => _collectors;

    public void OnSeriesLimitReached(string family, int limit) => Notify(diagnostics => diagnostics.SeriesLimitReached(family, limit));

    public void OnLabelValuesTruncated(string family)
    {
        if (family is LabelValuesTruncatedName or SeriesOverflowName)
        {
            // If its own name is too long, it would count itself for ever, also by way of its overflows.
            return;
        }

        _labelValuesTruncated.WithLabels(family).Inc();
        if (_truncatedFamilies.IsFirst(family))
        {
            NotifyTruncated(family);
        }
    }

    public void OnFamilyLeftOut(string family, string other, NameEscaping escaping) => _leftOut.Record(family, other, escaping);

    public void OnFamilyLeftOut(string collector, string family, string reason, bool isStandard) =>
        _leftOut.Record(collector, family, reason, isStandard);

    // The overflows of this family itself are in its overflow series, so counting them again would be wrong, and never end.
    public ICounter CountOverflows(string family) =>
        (family == SeriesOverflowName ? InstrumentKind.Counter.NullFamily : _seriesOverflow).WithLabels(family);

    public ICounter CountDroppedExemplars(string family) => _exemplarsDropped.WithLabels(family);

    public ICounter CountDroppedObservations(string family) => _observationsDropped.WithLabels(family);

    /// <inheritdoc cref="DiagnosticListeners.Notify"/>
    public void Notify(Action<MetricDiagnostics> notification) => Listeners.Notify(notification);

    // A separate method, because the closure would otherwise be allocated at each cut.
    private void NotifyTruncated(string family) =>
        Notify(diagnostics => diagnostics.LabelValueTruncated(family, LabelValueLengthLimit));

    private IMetricFamily<ICounter> CreateCounter(string name, string help, string labelName, TimeProvider timeProvider) =>
        Keep(CreateCounterFamily(name, help, labelName, timeProvider));

    private IMetricFamily<ICounter> CreateLeftOut(TimeProvider timeProvider)
    {
        var (family, view) = CreateCounterFamily(
            "metrics_families_left_out_total",
            "Number of collections from which a family was left out, whole or in part, because of its name or of an illegal report.",
            "family",
            timeProvider);

        // Few registries need it while all names are legacy names.
        _collectors.Add(NameValidation == NameValidation.Utf8 ? family : new OmittedWhenEmptyFamily((IStreamableFamily)family));
        return view;
    }

    private (ICollector Collector, IMetricFamily<ICounter> View) CreateCounterFamily(
        string name, string help, string labelName, TimeProvider timeProvider) =>
        SelfMetricFamilies.Create(
            InstrumentKind.Counter,
            name,
            help,
            labelName,
            new CounterOptions { Exemplars = new ExemplarOptions { FromActivity = false } },
            this,
            timeProvider);

    private IMetricFamily<IGauge> CreateDurations(TimeProvider timeProvider) => Keep(
        SelfMetricFamilies.Create(
            InstrumentKind.Gauge,
            "metrics_collector_duration_seconds",
            "Duration of the last call of a collector.",
            "collector",
            new GaugeOptions { Unit = "seconds" },
            this,
            timeProvider));

    private IMetricFamily<TInstrument> Keep<TInstrument>((ICollector Collector, IMetricFamily<TInstrument> View) family)
        where TInstrument : class
    {
        _collectors.Add(family.Collector);
        return family.View;
    }
}
