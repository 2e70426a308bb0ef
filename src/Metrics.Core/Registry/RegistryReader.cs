using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Reads a sequence of families, one series at a time.</summary>
internal sealed class RegistryReader : IMetricReader
{
    private readonly IStreamableFamily[] _families;
    private ReadOnlyMemory<Series> _series;
    private int _nextFamily;
    private int _nextSeries;
    private bool _inFamily;

    /// <param name="families">The families, sorted.</param>
    /// <param name="order">Another order to report them in, or null.</param>
    public RegistryReader(IStreamableFamily[] families, IComparer<MetricDescriptor>? order) =>
        _families = order is null ? families : [.. families.OrderBy(family => family.Descriptor, order)];

    public bool Read(MetricVisitor visitor)
    {
        while (true)
        {
            if (_nextSeries < _series.Length)
            {
                _series.Span[_nextSeries++].Collect(visitor);
                return true;
            }

            if (!MoveToNextFamily(visitor))
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        _nextFamily = _families.Length;
        _series = default;
        _inFamily = false;
    }

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
            _series = family.ReadSeries();
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
