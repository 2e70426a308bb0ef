using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Info : Series, IInfo
{
    private readonly string _family;

    // One immutable set, so that no scrape combines the names of one call with the values of another.
    private volatile LabelSet _current;

    public Info(LabelSet labels, string family)
        : base(labels)
    {
        _family = family;
        _current = Labels;
    }

    public override long ChangeVersion
    {
        get
        {
            var current = _current;
            return ((long)LabelHash.WithRuntimesKey.Get(current.Names) << 32) | (uint)LabelHash.WithRuntimesKey.Get(current.Values);
        }
    }

    public void Set(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var all = new (string Name, string Value)[Labels.Count + labels.Length];
        for (var i = 0; i < Labels.Count; i++)
        {
            all[i] = (Labels.Names[i], Labels.Values[i]);
        }

        foreach (var (name, _) in labels)
        {
            if (Labels.Names.Contains(name))
            {
                throw new ArgumentException(
                    $"'{name}' is already a label of the series of '{_family}': use another name in the info.", nameof(labels));
            }
        }

        labels.CopyTo(all.AsSpan(Labels.Count));
        _current = SeriesLabels.From(LabelSet.Create(all));
    }

    public override void Collect(MetricVisitor visitor) => visitor.Info(_current, default);
}
