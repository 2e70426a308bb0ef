using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A family of a delta, with the series that it reports.</summary>
internal sealed record DeltaReport(MetricDescriptor Descriptor, DeltaSeries[] Series);

/// <summary>Reads a delta, one series per call.</summary>
internal sealed class DeltaReader(DeltaReport[] families) : IInspectableReader
{
    private int _family = -1;
    private int _series;

    public long SeriesRead { get; private set; }

    public void Inspect(MetricVisitor visitor)
    {
        var reader = new DeltaReader(families);
        while (reader.Read(visitor))
        {
        }
    }

    public bool Read(MetricVisitor visitor)
    {
        if (_family >= 0 && _family < families.Length)
        {
            var current = families[_family].Series;
            if (_series < current.Length)
            {
                current[_series++].Report(visitor);
                SeriesRead++;
                return true;
            }

            visitor.EndFamily();
        }

        if (_family + 1 >= families.Length)
        {
            _family = families.Length;
            return false;
        }

        _series = 0;
        visitor.BeginFamily(families[++_family].Descriptor);
        return true;
    }

    public void Dispose() => _family = families.Length;
}
