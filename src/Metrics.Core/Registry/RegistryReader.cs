using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Reads a sequence of families: one series at a time, or several if the visitor can receive them together.</summary>
internal sealed class RegistryReader : IInspectableReader
{
    private readonly IStreamableFamily[] _families;
    private ReadOnlyMemory<Series> _series;
    private LabelBlocks? _labels;

    // The labels of the open family as the visitor writes them, or null until they are needed.
    private LabelBlocks.Block? _block;

    private int _nextFamily;
    private int _nextSeries;
    private bool _inFamily;

    /// <param name="families">The families, sorted.</param>
    /// <param name="order">Another order to report them in, or null.</param>
    public RegistryReader(IStreamableFamily[] families, IComparer<MetricDescriptor>? order) =>
        _families = order is null ? families : [.. families.OrderBy(family => family.Descriptor, order)];

    public long SeriesRead { get; private set; }

    public bool Read(MetricVisitor visitor)
    {
        while (true)
        {
            if (_nextSeries < _series.Length)
            {
                if (_labels is not null && visitor is ISeriesBatchVisitor batch)
                {
                    ReadBatch(_labels, batch);
                }
                else
                {
                    ReadOne(visitor);
                }

                return true;
            }

            if (!MoveToNextFamily(visitor))
            {
                return false;
            }
        }
    }

    public void Inspect(MetricVisitor visitor)
    {
        foreach (var family in _families)
        {
            visitor.BeginFamily(family.Descriptor);
            foreach (var series in family.HasDescribedLabelsOnly ? [] : family.ReadSeries().Span)
            {
                series.CollectUnlessHidden(visitor);
            }

            visitor.EndFamily();
        }
    }

    public void Dispose()
    {
        _nextFamily = _families.Length;
        _series = default;
        _labels = null;
        _block = null;
        _inFamily = false;
    }

    private void ReadOne(MetricVisitor visitor)
    {
        SeriesRead += _series.Span[_nextSeries].CollectUnlessHidden(visitor) ? 1 : 0;
        _nextSeries++;
    }

    private void ReadBatch(LabelBlocks labels, ISeriesBatchVisitor visitor)
    {
        var encoding = visitor.LabelEncoding;
        if (_block?.Encoding != encoding)
        {
            _block = labels.Find(encoding);
        }

        var segment = _block.Get(_nextSeries, _series.Length);
        var first = _nextSeries % LabelSegment.MaxCount;
        var count = Math.Min(LabelSegment.MaxCount - first, _series.Length - _nextSeries);
        if (first == 0)
        {
            PrefetchNext(_nextSeries + count);
        }

        _nextSeries += visitor.Receive(_series.Span.Slice(_nextSeries, count), segment, first, out var reported);
        SeriesRead += reported;
    }

    // While the series of one segment are written, those of the next one are loaded.
    private void PrefetchNext(int index) =>
        SeriesPrefetch.Begin(_series.Span.Slice(index, Math.Min(LabelSegment.MaxCount, _series.Length - index)));

    private bool MoveToNextFamily(MetricVisitor visitor)
    {
        if (_inFamily)
        {
            _inFamily = false;
            visitor.EndFamily();
        }

        while (_nextFamily < _families.Length)
        {
            var family = _families[_nextFamily++];
            _series = family.ReadSeries(out _labels);
            _block = null;
            _nextSeries = 0;
            if (!_series.IsEmpty || !family.IsOmittedWhenEmpty)
            {
                visitor.BeginFamily(family.Descriptor);
                _inFamily = true;
                return true;
            }
        }

        return false;
    }
}
