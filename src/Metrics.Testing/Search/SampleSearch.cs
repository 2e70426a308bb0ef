using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Testing;

/// <summary>Collects what is similar to a sample that was not found.</summary>
/// <param name="query">The name and labels of the sample.</param>
/// <param name="histogramsOnly">Whether the name is that of a histogram, not of a sample.</param>
internal sealed class SampleSearch(SampleQuery query, bool histogramsOnly = false) : FlatSampleVisitor
{
    private readonly PriorityQueue<string, (int Equal, int Earlier)> _nearest = new();
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _labelNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withSeries = new(StringComparer.Ordinal);
    private readonly List<MetricDescriptor> _families = [];

    /// <summary>The names of all samples, or of all histograms.</summary>
    public IReadOnlySet<string> Names => _names;

    public IReadOnlyList<MetricDescriptor> Families => _families;

    /// <summary>The names of the labels of the samples that have the name.</summary>
    public IReadOnlySet<string> LabelNames => _labelNames;

    /// <summary>The number of samples that have the name.</summary>
    public int Count { get; private set; }

    /// <summary>Those that share most labels with the query, at most <see cref="NotFoundMessage.MaxEntries"/>, the nearest first.</summary>
    public IEnumerable<string> Nearest =>
        _nearest.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element);

    /// <summary>Whether the sample may appear later: its metric exists and has labels of these names.</summary>
    public bool IsPossible { get; private set; }

    public bool HasSeries(MetricDescriptor family) => _withSeries.Contains(family.Name);

    protected override void OnFamilyBegun()
    {
        _families.Add(Family);
        IsPossible |= query.MayBelongTo(Family);
    }

    protected override void Visit(in FlatSample sample)
    {
        _withSeries.Add(Family.Name);
        if (histogramsOnly && !(sample.Suffix == "_count" && sample.Family.Type is MetricType.Histogram or MetricType.GaugeHistogram))
        {
            return;
        }

        var name = histogramsOnly ? sample.Family.Name : sample.Name;
        _names.Add(name);
        if (name == query.Name)
        {
            Add(sample);
        }
    }

    private void Add(in FlatSample sample)
    {
        Count++;
        var part = sample.PartLabel;
        var names = part is { } label ? [.. sample.Labels.Names, label.Name] : sample.Labels.Names.ToArray();
        _labelNames.UnionWith(names);
        IsPossible |= names.ToHashSet(StringComparer.Ordinal).SetEquals(query.LabelNames.ToArray());
        _nearest.Enqueue(SampleText.Describe(query.Name, sample.Labels, part), (query.CountEqual(sample.Labels), -Count));
        if (_nearest.Count > NotFoundMessage.MaxEntries)
        {
            _nearest.Dequeue();
        }
    }
}
