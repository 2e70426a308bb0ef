using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>What was added to metrics since the last delta that was accepted. Every reading of it returns the same values, so a request
/// that is repeated has the same body. Push it, then accept or reject it.</summary>
/// <threadsafety>Several readers may read at once, until it is accepted or rejected.</threadsafety>
public sealed class DeltaSource : IMetricSource
{
    private readonly DeltaReport[] _families;

    internal DeltaSource(DeltaReport[] families, IMetricSource source)
    {
        _families = families;
        NameValidation = source.NameValidation;
        Labels = source.Labels;
        SeriesCount = families.Sum(family => family.Series.Length);
    }

    /// <inheritdoc/>
    public NameValidation NameValidation { get; }

    /// <inheritdoc/>
    public LabelSet Labels { get; }

    /// <summary>The number of series; 0 if there is nothing to push.</summary>
    public int SeriesCount { get; }

    /// <summary>Whether it was accepted or rejected.</summary>
    internal bool IsSettled { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was accepted or rejected already.</exception>
    public IMetricReader Read(in CollectionRequest request = default)
    {
        RequirePending();
        return new DeltaReader(Wanted(request));
    }

    /// <summary>Records that the gateway has added the values: the next delta is relative to them.</summary>
    /// <exception cref="InvalidOperationException">It was accepted or rejected already.</exception>
    public void Accept()
    {
        RequirePending();
        IsSettled = true;
        foreach (var family in _families)
        {
            foreach (var series in family.Series)
            {
                series.Accept();
            }
        }
    }

    /// <summary>Records that the gateway has not added the values: the next delta contains them too.</summary>
    /// <exception cref="InvalidOperationException">It was accepted or rejected already.</exception>
    public void Reject()
    {
        RequirePending();
        IsSettled = true;
    }

    private void RequirePending()
    {
        if (IsSettled)
        {
            throw new InvalidOperationException("The delta was accepted or rejected already: collect the next one.");
        }
    }

    // A separate method, because the closure would need a copy of the request in any case.
    private DeltaReport[] Wanted(CollectionRequest request)
    {
        var families = request.WantsAll ? _families : Array.FindAll(_families, family => request.Wants(family.Descriptor));
        return request.Order is { } order ? [.. families.OrderBy(family => family.Descriptor, order)] : families;
    }
}
