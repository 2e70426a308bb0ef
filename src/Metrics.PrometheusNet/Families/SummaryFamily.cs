using System.Runtime.InteropServices;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>A summary. prometheus-net writes the estimates in ascending order of the quantiles, but the quantiles in the order in which
/// they
/// were declared, so the quantiles are sorted here.</summary>
internal sealed class SummaryFamily(MetricDescriptor descriptor) : Family(descriptor)
{
    private readonly PositionalCache<double> _quantiles = new(ReadQuantile);
    private readonly List<(LabelSet Labels, double Sum, long Count, int Start)> _series = [];

    // Those of all series.
    private readonly List<double> _allQuantiles = [];
    private readonly List<double> _allValues = [];

    protected override void Clear()
    {
        _series.Clear();
        _allQuantiles.Clear();
        _allValues.Clear();
    }

    protected override void Read(in SampleLine line)
    {
        if (line.Suffix.IsEmpty)
        {
            ReadQuantile(line);
        }
        else if (line.Suffix.SequenceEqual("_sum"u8))
        {
            _series.Add((GetLabels(line.Labels), line.GetDouble(), 0, _allQuantiles.Count));
            _quantiles.Restart();
        }
        else if (line.Suffix.SequenceEqual("_count"u8) && IsOfLastSeries(line.Labels))
        {
            _series[^1] = _series[^1] with { Count = line.GetInt64() };
        }
        else
        {
            throw line.Unexpected();
        }
    }

    protected override void ReportSeries(MetricVisitor visitor)
    {
        for (var i = 0; i < _series.Count; i++)
        {
            var (labels, sum, count, start) = _series[i];
            var length = (i + 1 < _series.Count ? _series[i + 1].Start : _allQuantiles.Count) - start;
            var quantiles = CollectionsMarshal.AsSpan(_allQuantiles).Slice(start, length);
            quantiles.Sort();
            visitor.Summary(labels, new SummarySample(count, sum, quantiles, CollectionsMarshal.AsSpan(_allValues).Slice(start, length)));
        }
    }

    private static double ReadQuantile(ReadOnlySpan<byte> text) => NumberReader.TryReadDouble(text, out var quantile)
        ? quantile
        : throw new FormatException("One of its quantiles is not a number.");

    private void ReadQuantile(in SampleLine line)
    {
        var quantile = line.SplitLabels("quantile=\""u8, out var labels);
        if (!IsOfLastSeries(labels))
        {
            throw line.Unexpected();
        }

        _allQuantiles.Add(_quantiles.GetNext(quantile));
        _allValues.Add(line.GetDouble());
    }
}
