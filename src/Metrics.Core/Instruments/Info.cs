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
        _shown = labels;
    }

    public override long Stamp => ((long)LabelHash.WithRuntimesKey.Of(_shown.Names) << 32) | (uint)LabelHash.WithRuntimesKey.Of(_shown.Values);

    public void Set(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var names = new string[Labels.Count + labels.Length];
        var values = new string[names.Length];
        Labels.Names.CopyTo(names);
        Labels.Values.CopyTo(values);
        for (var i = 0; i < labels.Length; i++)
        {
            var (name, value) = labels[i];
            ArgumentNullException.ThrowIfNull(name, nameof(labels));
            ArgumentNullException.ThrowIfNull(value, nameof(labels));
            if (Labels.Names.Contains(name))
            {
                throw new ArgumentException($"'{name}' is a label that the series of '{_family}' have already: give what the info says another name.", nameof(labels));
            }

            (names[Labels.Count + i], values[Labels.Count + i]) = (name, value);
        }

        _shown = LabelSet.Create(names, values);
    }

    public override void Report(MetricVisitor visitor) => visitor.Info(_shown, default);
}
