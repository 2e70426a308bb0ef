namespace PrometheusMetrics.Collection;

/// <summary>Describes what one collection should give, and until when. The default value asks for everything and sets no limit.</summary>
/// <threadsafety>Immutable, so every member may be used from any thread, as long as the set of names is not changed.</threadsafety>
public readonly record struct CollectionRequest
{
    /// <summary>The names of the wanted families, with or without the suffixes <c>_total</c> and <c>_info</c>.</summary>
    /// <value>null by default: all families.</value>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>The time at which the result is no longer of use, such as the end of a push's timeout. A collector that has to ask others gives up before it.</summary>
    /// <value>null by default: no deadline. Pushes and other exports set it; the scrape endpoint does not.</value>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The token that is cancelled when the result is no longer needed.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Gets whether a family is wanted.</summary>
    /// <param name="descriptor">The family.</param>
    /// <returns>true if no names are given, or if they hold the family's name in one of its two forms.</returns>
    public bool Wants(MetricDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Names is null || Names.Contains(descriptor.Name) || Names.Contains(descriptor.FamilyName);
    }
}
