namespace Metrics.Streaming;

/// <summary>What families of instruments ask of the registry that they are in, and what they tell it.</summary>
internal interface IFamilyEvents
{
    /// <summary>How many series a family may have that says nothing else.</summary>
    int SeriesLimit { get; }

    /// <summary>Whether the current trace becomes an exemplar where nothing else is said.</summary>
    bool ExemplarsFromActivity { get; }

    /// <summary>A family has reached its limit of series. Told once per family.</summary>
    /// <returns>What counts the label values that found no room.</returns>
    ICounter OnSeriesLimitReached(string family, int limit);

    /// <returns>What counts the exemplars of a family that were dropped because they are ill-formed.</returns>
    ICounter CountDroppedExemplars(string family);
}
