namespace PrometheusMetrics.Collection;

/// <summary>Describes which families one collection returns, and by when. The default value requests all families, without a
/// deadline.</summary>
/// <threadsafety>Immutable, so every member may be used from any thread, as long as the set of names is not modified.</threadsafety>
public readonly record struct CollectionRequest
{
    /// <summary>The names of the wanted families, with or without the suffixes <c>_total</c> and <c>_info</c>.</summary>
    /// <value>null by default: all families.</value>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>The time after which the result is no longer used, such as the end of a push's timeout. A collector that waits for another
    /// system should return before this time.</summary>
    /// <value>null by default: no deadline. Pushes and other exports set it; the scrape endpoint does not.</value>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The token that is cancelled when the result is no longer needed.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Returns whether a family is wanted.</summary>
    /// <param name="descriptor">The family.</param>
    /// <returns>true if <see cref="Names"/> is null or contains the family's name, with or without the suffix.</returns>
    public bool Wants(MetricDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Names is null || Names.Contains(descriptor.Name) || Names.Contains(descriptor.FamilyName);
    }
}
