using System.Runtime.InteropServices;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>A histogram. Of each series, prometheus-net writes the sum, the count and then the buckets while observations go on, so the
/// count
/// is not read: it is that of the last bucket.</summary>
internal sealed class HistogramFamily(MetricDescriptor descriptor) : Family(descriptor)
{
    private readonly PositionalCache<double> _bounds = new(ReadBound);
    private readonly List<(LabelSet Labels, double Sum, int Start)> _series = [];

    // The buckets of all series, those for +Inf included.
    private readonly List<double> _allBounds = [];
    private readonly List<long> _allCounts = [];
    private readonly List<Exemplar?> _allExemplars = [];
    private long _cumulative;

    private bool IsComplete => _series.Count == 0
        || (_allBounds.Count > _series[^1].Start && double.IsPositiveInfinity(_allBounds[^1]));

    protected override void Clear()
    {
        _series.Clear();
        _allBounds.Clear();
        _allCounts.Clear();
        _allExemplars.Clear();
    }

    protected override void Read(in SampleLine line)
    {
        if (line.Suffix.SequenceEqual("_bucket"u8))
        {
            ReadBucket(line);
        }
        else if (line.Suffix.SequenceEqual("_sum"u8))
        {
            Complete();
            _series.Add((GetLabels(line.Labels), line.GetDouble(), _allBounds.Count));
            _bounds.Restart();
            _cumulative = 0;
        }
        else if (!line.Suffix.SequenceEqual("_count"u8) || !IsOfLastSeries(line.Labels))
        {
            throw line.Unexpected();
        }
    }

    protected override void Complete()
    {
        if (!IsComplete)
        {
            throw new FormatException($"The series with the labels '{_series[^1].Labels}' has no bucket for +Inf.");
        }
    }

    protected override void ReportSeries(MetricVisitor visitor)
    {
        for (var i = 0; i < _series.Count; i++)
        {
            var (labels, sum, start) = _series[i];
            var count = (i + 1 < _series.Count ? _series[i + 1].Start : _allBounds.Count) - start;
            var bounds = CollectionsMarshal.AsSpan(_allBounds).Slice(start, count - 1);
            var counts = CollectionsMarshal.AsSpan(_allCounts).Slice(start, count);
            ReadOnlySpan<Exemplar?> exemplars = CollectionsMarshal.AsSpan(_allExemplars).Slice(start, count);
            visitor.Histogram(labels, new HistogramSample(bounds, counts, sum)
            {
                Exemplars = exemplars.ContainsAnyExcept((Exemplar?)null) ? exemplars : default,
            });
        }
    }

    private static double ReadBound(ReadOnlySpan<byte> text) => NumberReader.TryReadDouble(text, out var bound)
        ? bound
        : throw new FormatException("A bound of its buckets is not a number.");

    private void ReadBucket(in SampleLine line)
    {
        var bound = line.SplitLabels("le=\""u8, out var labels);
        if (!IsOfLastSeries(labels))
        {
            throw line.Unexpected();
        }

        // Observations can be taken back, which no histogram can show.
        var cumulative = Math.Max(_cumulative, line.GetInt64());
        _allBounds.Add(_bounds.GetNext(bound));
        _allCounts.Add(cumulative - _cumulative);
        _allExemplars.Add(line.Exemplar);
        _cumulative = cumulative;
    }
}
