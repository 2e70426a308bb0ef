namespace PrometheusMetrics.AspNetCore;

/// <summary>A family with the labels that describe a request that has ended.</summary>
internal sealed class RequestFamily<TInstrument>
    where TInstrument : class
{
    private readonly IMetricFamily<TInstrument> _family;

    // Null if options add labels.
    private readonly IMetricFamily<TInstrument, RequestKey>? _byKey;

    public RequestFamily(IMetricFamily<TInstrument> family, RequestLabels labels)
    {
        _family = family;
        _byKey = labels.AreOfKey ? family.WithLabelTypes<RequestKey>(labels.Get) : null;
    }

    /// <summary>Returns the series of a request.</summary>
    /// <param name="key">The key of the request.</param>
    /// <param name="labels">The values of all labels. Needed only if options add some.</param>
    public TInstrument Find(RequestKey key, ReadOnlySpan<string> labels) =>
        _byKey is { } byKey ? byKey.WithLabels(key) : _family.WithLabels(labels);
}
