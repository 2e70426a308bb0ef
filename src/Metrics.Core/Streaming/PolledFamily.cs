using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A counter or gauge that stores values which one writer at a time reads elsewhere. A family whose value is unknown is omitted,
/// because 0 would be a false value.</summary>
/// <threadsafety>Values may be read from any thread while one is stored.</threadsafety>
internal sealed class PolledFamily : IStreamableFamily
{
    private readonly PolledSeries[] _series;
    private volatile int _known;

    /// <summary>Creates a family of one series without labels.</summary>
    /// <param name="descriptor">The family, of type counter or gauge.</param>
    /// <param name="created">The time when counting began, for a counter.</param>
    public PolledFamily(MetricDescriptor descriptor, DateTimeOffset? created = null)
        : this(descriptor, created, [LabelSet.Empty])
    {
    }

    /// <summary>Creates a family with one label.</summary>
    /// <param name="descriptor">The family, of type counter or gauge.</param>
    /// <param name="created">The time when counting began, for a counter.</param>
    /// <param name="labelValues">The label value of each series.</param>
    public PolledFamily(MetricDescriptor descriptor, DateTimeOffset? created, IEnumerable<string> labelValues)
        : this(descriptor, created, labelValues.Select(value => descriptor.Labels(value)))
    {
    }

    private PolledFamily(MetricDescriptor descriptor, DateTimeOffset? created, IEnumerable<LabelSet> labels)
    {
        Descriptor = descriptor;
        _series = [.. labels.Select(set => new PolledSeries(set, descriptor.Type, created))];
    }

    public MetricDescriptor Descriptor { get; }

    public bool IsOmittedWhenEmpty => true;

    public bool HasDescribedLabelsOnly => true;

    public ReadOnlyMemory<Series> ReadSeries() => new(_series, 0, _known);

    /// <summary>Stores the value of the only series, or omits the family if it is null.</summary>
    public void Set(double? value)
    {
        if (value is { } known)
        {
            _series[0].Value = known;
        }

        _known = value is null ? 0 : 1;
    }

    /// <summary>Stores the values of the first series, and omits the other series.</summary>
    public void Set(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _series[i].Value = values[i];
        }

        _known = values.Length;
    }
}
