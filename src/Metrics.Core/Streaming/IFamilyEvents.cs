namespace PrometheusMetrics.Streaming;

/// <summary>What families of instruments ask of the registry that they are in, and what they tell it.</summary>
internal interface IFamilyEvents
{
    /// <summary>How many series a family may have that says nothing else.</summary>
    int SeriesLimit { get; }

    /// <summary>Whether the current trace becomes an exemplar where nothing else is said.</summary>
    bool ExemplarsFromActivity { get; }

    /// <summary>A family has reached its limit of series. Told once per family, by somebody who holds no lock.</summary>
    void OnSeriesLimitReached(string family, int limit);

    /// <returns>What counts the lookups of label values that found no room in a family; always the same for a family.</returns>
    ICounter CountOverflows(string family);

    /// <returns>What counts the exemplars of a family that were dropped because they are ill-formed.</returns>
    ICounter CountDroppedExemplars(string family);
}
