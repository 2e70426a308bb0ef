using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A family of a streaming collector with the labels of one registry, which are added to each series once.</summary>
/// <threadsafety>Every member may be used from any thread. Readers that find a new series at once may each add the labels, with the same
/// result.</threadsafety>
internal sealed class LabelledFamily(IStreamableFamily family, RegistryLabels labels) : IStreamableFamily
{
    // Replaced as a whole.
    private volatile LabelledSeries[] _labelled = [];

    public MetricDescriptor Descriptor { get; } = labels.AddTo(family.Descriptor);

    public bool IsOmittedWhenEmpty => family.IsOmittedWhenEmpty;

    public bool HasDescribedLabelsOnly => family.HasDescribedLabelsOnly;

    public ReadOnlyMemory<Series> ReadSeries()
    {
        var series = family.ReadSeries();
        var known = _labelled;
        if (!IsBeginning(series.Span, known))
        {
            _labelled = known = Label(series.Span, known);
        }

        return new ReadOnlyMemory<Series>(known, 0, series.Length);
    }

    private static bool IsBeginning(ReadOnlySpan<Series> series, LabelledSeries[] known)
    {
        for (var i = 0; i < series.Length; i++)
        {
            if (i == known.Length || known[i].Original != series[i])
            {
                return false;
            }
        }

        return true;
    }

    private LabelledSeries[] Label(ReadOnlySpan<Series> series, LabelledSeries[] known)
    {
        var labelled = new LabelledSeries[series.Length];
        for (var i = 0; i < labelled.Length; i++)
        {
            var original = (StreamedSeries)series[i];
            labelled[i] = Array.Find(known, one => one.Original == original)
                ?? new LabelledSeries(original, labels.AddTo(original.Labels, Descriptor));
        }

        return labelled;
    }

    private sealed class LabelledSeries(StreamedSeries original, LabelSet labels) : Series(labels)
    {
        public StreamedSeries Original => original;

        public override void Collect(MetricVisitor visitor) => original.Collect(visitor, Labels);
    }
}
