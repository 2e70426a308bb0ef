namespace PrometheusMetrics.Streaming;

/// <summary>Provides the defaults of instrument families, and receives their events. The registry implements it.</summary>
internal interface IFamilyHost
{
    /// <summary>The series limit of a family that sets none.</summary>
    int SeriesLimit { get; }

    /// <summary>The maximum length of a label value, in bytes of UTF-8.</summary>
    int LabelValueLengthLimit { get; }

    /// <summary>Whether a family that does not set <see cref="ExemplarOptions.FromActivity"/> uses the current trace as an
    /// exemplar.</summary>
    bool ExemplarsFromActivity { get; }

    /// <summary>The names that are accepted.</summary>
    NameValidation NameValidation { get; }

    /// <summary>Whether a counter that does not set <see cref="CounterOptions.KeepName"/> keeps its name.</summary>
    bool KeepCounterNames { get; }

    /// <summary>The labels of every series.</summary>
    RegistryLabels Labels { get; }

    /// <summary>Receives the event that a family has reached its series limit, once per family. The caller holds no lock.</summary>
    void OnSeriesLimitReached(string family, int limit);

    /// <summary>Counts that label values of a family were cut because they were longer than the limit. The first time is reported. The
    /// caller holds no lock.</summary>
    void OnLabelValuesTruncated(string family);

    /// <returns>The counter of the lookups that returned a family's overflow series; always the same one for a family.</returns>
    ICounter CountOverflows(string family);

    /// <returns>The counter of a family's exemplars that were dropped because they were invalid.</returns>
    ICounter CountDroppedExemplars(string family);

    /// <returns>The counter of a family's observations that were dropped because they were NaN.</returns>
    ICounter CountDroppedObservations(string family);
}
