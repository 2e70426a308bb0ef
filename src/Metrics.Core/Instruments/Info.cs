using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Info : Series, IInfo
{
    private readonly string _family;

    // One immutable set, so that no scrape sees the names of one call beside the values of another.
    private volatile LabelSet _shown;

    public Info(LabelSet labels, string family)
        : base(labels)
    {
        _family = family;
        _shown = Labels;
    }

    public override long ChangeVersion => ((long)LabelHash.WithRuntimesKey.Get(_shown.Names) << 32) | (uint)LabelHash.WithRuntimesKey.Get(_shown.Values);

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
                throw new ArgumentException($"'{name}' is a label that the series of '{_family}' have already: give what the info says another name.", nameof(labels));
            }
        }

        labels.CopyTo(all.AsSpan(Labels.Count));
        _shown = SeriesLabels.From(LabelSet.Create(all));
    }

    public override void Collect(MetricVisitor visitor) => visitor.Info(_shown, default);
}
