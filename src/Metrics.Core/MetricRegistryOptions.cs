using PrometheusMetrics.Streaming;

namespace PrometheusMetrics;

/// <summary>Options for creating a <see cref="MetricRegistry"/>.</summary>
public sealed class MetricRegistryOptions
{
    /// <summary>Whether the whole collection fails if one collector fails: a scrape is answered with status 500, and a push sends
    /// nothing.</summary>
    /// <value>false by default: the families of the failing collector are left out, the error is counted in
    /// <c>metrics_collector_errors_total</c>, and the rest is sent.</value>
    public bool FailOnCollectorError { get; set; }

    /// <summary>The maximum time that a collection waits for its custom collectors and observables; more than zero, at most 1 day. A
    /// collection with an earlier <see cref="Collection.CollectionRequest.Deadline"/> waits until that.</summary>
    /// <value>5 seconds by default. A collector that takes longer counts as failing: the others are served without it, and it is not
    /// called again before it returns.</value>
    public TimeSpan CollectorTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the duration of the last call of each collector is exposed, as
    /// <c>metrics_collector_duration_seconds{collector}</c>.</summary>
    /// <value>false by default.</value>
    public bool CollectorDurations { get; set; }

    /// <summary>The time provider for the timeout and the durations of collectors, and for factories that are created without
    /// one.</summary>
    /// <value><see cref="System.TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The listener that is notified when a collector fails or recovers, when a family reaches its series limit, and when a label
    /// value is cut.</summary>
    /// <value>null by default: no listener. Errors and overflows are counted in either case.</value>
    public MetricDiagnostics? Diagnostics { get; set; }

    /// <summary>The maximum number of series of an instrument family that does not set <see cref="InstrumentOptions.SeriesLimit"/>; 1 or
    /// more.</summary>
    /// <value>10,000 by default.</value>
    public int SeriesLimit { get; set; } = 10_000;

    /// <summary>The maximum length of a label value, in bytes of UTF-8; 1 or more. A longer one is cut at the end of a character, when a
    /// series is looked up or when a custom collector reports it, so values with the same beginning share a series. This is counted in
    /// <c>metrics_label_values_truncated_total</c>. Longer values of constant labels, and longer names of states, are rejected.</summary>
    /// <value>16,384 by default.</value>
    public int LabelValueLengthLimit { get; set; } = 16_384;

    /// <summary>Whether counters and histograms that do not set <see cref="ExemplarOptions.FromActivity"/> use the current trace, if it is
    /// recorded, as an exemplar.</summary>
    /// <value>false by default.</value>
    public bool ExemplarsFromActivity { get; set; }

    /// <summary>Which names of metrics, labels and exemplar labels are accepted. Other names are rejected where they are created or
    /// registered; those that a collector without descriptors reports make its report illegal.</summary>
    /// <value><see cref="NameValidation.Legacy"/> by default.</value>
    public NameValidation NameValidation { get; set; }

    /// <summary>The names and values of labels that every series of the registry has, self metrics and those of collectors included: the
    /// team, the shard or the region, for example. A metric with a label of the same name is rejected where it is created or registered. A
    /// label that is in the grouping key of a Pushgateway too is left out of what is pushed there.</summary>
    /// <value>null by default: none.</value>
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Whether counters keep the names that they are created with, without the suffix <c>_total</c>, as if each set
    /// <see cref="CounterOptions.KeepName"/>.</summary>
    /// <value>false by default.</value>
    public bool KeepCounterNames { get; set; }

    /// <summary>Returns what is wrong with <see cref="Labels"/>, as a message for users, so that a host can say where they were
    /// set.</summary>
    /// <returns>null if nothing is wrong.</returns>
    public string? FindLabelViolation() => RegistryLabels.FindViolation(Labels, NameValidation, LabelValueLengthLimit);

    /// <summary>Returns a copy, which later changes of these options do not reach.</summary>
    internal MetricRegistryOptions Copy()
    {
        var copy = (MetricRegistryOptions)MemberwiseClone();
        copy.Labels = Labels is null ? null : new Dictionary<string, string>(Labels, Labels.Comparer);
        return copy;
    }

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    internal void Validate(string parameter)
    {
        if (SeriesLimit < 1)
        {
            throw new ArgumentOutOfRangeException(
                parameter, SeriesLimit, "SeriesLimit must be 1 or more: it is the maximum number of series of a family.");
        }

        if (LabelValueLengthLimit < 1)
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                LabelValueLengthLimit,
                "LabelValueLengthLimit must be 1 or more: it is the maximum length of a label value, in bytes of UTF-8.");
        }

        if (CollectorTimeout <= TimeSpan.Zero || CollectorTimeout > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                CollectorTimeout,
                "CollectorTimeout must be more than zero and at most 1 day: it is the time that a collection waits for collectors.");
        }

        if (!Enum.IsDefined(NameValidation))
        {
            throw new ArgumentOutOfRangeException(
                parameter, NameValidation, "NameValidation must be Legacy or Utf8: it says which names the registry accepts.");
        }

        if (FindLabelViolation() is { } violation)
        {
            throw new ArgumentException(violation, parameter);
        }

        ArgumentNullException.ThrowIfNull(TimeProvider, parameter);
    }
}
