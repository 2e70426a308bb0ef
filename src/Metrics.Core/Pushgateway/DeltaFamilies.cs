using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>One family of a <see cref="DeltaTracker"/>.</summary>
internal sealed class DeltaFamily(MetricDescriptor descriptor)
{
    private double[] _bounds = [];

    /// <summary>The descriptor of the last collection.</summary>
    public MetricDescriptor Descriptor { get; set; } = descriptor;

    public Dictionary<LabelSet, DeltaSeries> Series { get; } = new(LabelSetComparer.Instance);

    /// <summary>Returns bounds as an array, which the series of a family share.</summary>
    public double[] Share(ReadOnlySpan<double> bounds) => bounds.SequenceEqual(_bounds) ? _bounds : _bounds = bounds.ToArray();
}

/// <summary>Everything that a <see cref="DeltaTracker"/> has seen.</summary>
/// <remarks>A series that is not reported stays known for some time: when its collector works again, or a series that had expired is used
/// again, its total continues, and must not be sent a second time. The last ones are kept, as many as one collection has ever
/// reported, because all collectors may fail at once.</remarks>
internal sealed class DeltaFamilies
{
    /// <summary>The number of series that stay known without being reported, even if fewer are reported.</summary>
    public const int MinRetained = 1000;

    private readonly Dictionary<string, DeltaFamily> _families = new(StringComparer.Ordinal);
    private DateTimeOffset _time;
    private long _collection;
    private bool _includeGauges;

    // The largest number of series that a collection has reported.
    private int _mostReported;

    /// <summary>The number of known series.</summary>
    public int Count => _families.Values.Sum(family => family.Series.Count);

    public void BeginCollection(DateTimeOffset time, bool includeGauges = false)
    {
        _collection++;
        (_time, _includeGauges) = (time, includeGauges);
    }

    /// <summary>Returns the family of a descriptor, or null if it is not pushed.</summary>
    public DeltaFamily? Get(MetricDescriptor descriptor)
    {
        if (!IsPushed(descriptor.Type))
        {
            return null;
        }

        if (!_families.TryGetValue(descriptor.Name, out var family) || family.Descriptor.Type != descriptor.Type)
        {
            _families[descriptor.Name] = family = new DeltaFamily(descriptor);
        }

        family.Descriptor = descriptor;
        return family;
    }

    /// <summary>Returns a series of a family, and whether it was created again since it was seen.</summary>
    public (TSeries Series, bool IsNew) Get<TSeries>(
        DeltaFamily family, LabelSet labels, Func<LabelSet, TSeries> create, DateTimeOffset? created = null)
        where TSeries : DeltaSeries
    {
        if (!family.Series.TryGetValue(labels, out var series))
        {
            series = create(labels);
            family.Series.Add(labels, series);
        }

        return ((TSeries)series, series.See(_collection, _time, created));
    }

    /// <summary>Returns what has to be pushed, and forgets series that are gone if there are too many.</summary>
    public DeltaReport[] EndCollection()
    {
        List<DeltaReport> reports = [];
        List<(DeltaFamily Family, DeltaSeries Series)> gone = [];
        foreach (var family in _families.Values)
        {
            List<DeltaSeries> due = [];
            foreach (var series in family.Series.Values)
            {
                var isGone = series.LastCollection != _collection;
                if (isGone)
                {
                    gone.Add((family, series));
                }

                if (series.HasAddition || (!isGone && (!series.IsKnown || series is DeltaCopy)))
                {
                    due.Add(series);
                }
            }

            if (due.Count > 0)
            {
                reports.Add(new DeltaReport(family.Descriptor, [.. due]));
            }
        }

        _mostReported = Math.Max(_mostReported, Count - gone.Count);
        Forget(gone, Math.Max(MinRetained, 2 * _mostReported));
        reports.Sort((x, y) => string.CompareOrdinal(x.Descriptor.Name, y.Descriptor.Name));
        return [.. reports];
    }

    private bool IsPushed(MetricType type) => type switch
    {
        MetricType.Counter or MetricType.Histogram or MetricType.Summary => true,
        MetricType.Gauge or MetricType.Info or MetricType.StateSet => _includeGauges,
        _ => false,
    };

    // Half of them at once, so that the sort is rare.
    private void Forget(List<(DeltaFamily Family, DeltaSeries Series)> gone, int limit)
    {
        if (gone.Count <= limit)
        {
            return;
        }

        foreach (var (family, series) in gone.OrderBy(item => item.Series.LastCollection).Take(gone.Count - (limit / 2)))
        {
            family.Series.Remove(series.Labels);
            if (family.Series.Count == 0)
            {
                _families.Remove(family.Descriptor.Name);
            }
        }
    }
}
