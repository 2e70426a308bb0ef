namespace PrometheusMetrics.Collection;

/// <summary>Describes which families one collection returns, in which order, and by when. The default value requests all families in
/// ordinal order of their names, without a deadline.</summary>
/// <threadsafety>Immutable, so every member may be used from any thread, as long as the set of names is not modified.</threadsafety>
public readonly record struct CollectionRequest
{
    /// <summary>The names of the wanted families, with or without the suffixes <c>_total</c> and <c>_info</c>, or the names of samples,
    /// such as <c>x_bucket</c>, which stand for their whole family.</summary>
    /// <value>null by default: all families. It is null in a registry's request to a custom collector, whose result several readers may
    /// share: a collector of which a reader wants some families reports all of them.</value>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>A further condition for wanted families, such as a pattern of names. It must not throw.</summary>
    /// <value>null by default: no condition. Like <see cref="Names"/>, it is null in a registry's request to a custom collector.</value>
    public Func<MetricDescriptor, bool>? Filter { get; init; }

    /// <summary>Whether every family is wanted, because there are neither names nor a filter.</summary>
    public bool WantsAll => Names is null && Filter is null;

    /// <summary>The order of the families. Those that compare equal stay in the default order.</summary>
    /// <value>null by default: the info <c>target</c>, then ordinal order of the names. An order costs a sort for each collection.</value>
    public IComparer<MetricDescriptor>? Order { get; init; }

    /// <summary>The scheme in which the names will be written. If names of two families become equal in it, the one that was registered
    /// later is left out, and counted in <c>metrics_families_left_out_total</c>. The names that are reported are not changed.</summary>
    /// <value><see cref="NameEscaping.AllowUtf8"/> by default: names stay as they are.</value>
    /// <exception cref="ArgumentOutOfRangeException">There is no such scheme.</exception>
    public NameEscaping Escaping
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "There is no such escaping scheme: use AllowUtf8, Underscores, Dots or Values.");
    }

    /// <summary>The time until which the reader waits for collectors. A collector that waits for another system should return before
    /// it.</summary>
    /// <value>null by default: the registry's timeout of collectors applies, as it does if it is earlier. Pushes and other exports set it,
    /// and so does the scrape endpoint if Prometheus sends its timeout. A registry's request to a custom collector always has a
    /// deadline.</value>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The token that ends the wait of the reader. A registry gives a custom collector another token, which is cancelled when the
    /// deadline has passed: several readers may wait for the same call.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Returns whether a family is wanted.</summary>
    /// <param name="descriptor">The family.</param>
    /// <returns>true if <see cref="Names"/> is null or contains the family's name, with or without the suffix, or the name of one of its
    /// samples, and <see cref="Filter"/> is null or returns true.</returns>
    public bool Wants(MetricDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return (Filter is null || Filter(descriptor)) && IsNamed(descriptor);
    }

    private bool IsNamed(MetricDescriptor descriptor)
    {
        if (Names is null || Names.Contains(descriptor.FamilyName))
        {
            return true;
        }

        foreach (var suffix in descriptor.SampleSuffixes)
        {
            if (Names.Contains(descriptor.FamilyName + suffix))
            {
                return true;
            }
        }

        return false;
    }
}
