namespace PrometheusMetrics.Streaming;

/// <summary>The registry as families of instruments see it: their defaults, and the events that they report.</summary>
internal interface IFamilyHost
{
    /// <summary>The series limit of a family that sets none.</summary>
    int SeriesLimit { get; }

    /// <summary>Whether the current trace becomes an exemplar in a family that does not say so.</summary>
    bool ExemplarsFromActivity { get; }

    /// <summary>Receives the first time that a family has reached its series limit. The caller holds no lock.</summary>
    void OnSeriesLimitReached(string family, int limit);

    /// <returns>What counts the lookups of label values that found no room in a family; always the same for a family.</returns>
    ICounter CountOverflows(string family);

    /// <returns>What counts the exemplars of a family that were dropped because they are ill-formed.</returns>
    ICounter CountDroppedExemplars(string family);
}
