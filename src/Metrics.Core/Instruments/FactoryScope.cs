using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The prefix and the constant labels that a factory adds to every name and to every label set. Immutable.</summary>
internal sealed class FactoryScope
{
    private readonly string[] _names;
    private readonly string[] _values;

    private FactoryScope(string prefix, string[] names, string[] values)
    {
        Prefix = prefix;
        _names = names;
        _values = values;
    }

    public static FactoryScope None { get; } = new("", [], []);

    /// <summary>The prefix of every name.</summary>
    public string Prefix { get; }

    /// <summary>The names of the constant labels.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>The values of the constant labels, well-formed.</summary>
    public ReadOnlySpan<string> Values => _values;

    /// <exception cref="ArgumentException">The prefix is not the beginning of a metric name.</exception>
    public FactoryScope WithPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!NamingRules.IsMetricName(prefix))
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(prefix)}' can't begin a metric name. Use letters, digits and '_', and don't start with a digit: "
                + "'acme', for example.",
                nameof(prefix));
        }

        return new FactoryScope(prefix.EndsWith('_') ? Prefix + prefix : $"{Prefix}{prefix}_", _names, _values);
    }

    /// <exception cref="ArgumentException">A name is illegal or occurs twice, or a value is longer than the limit.</exception>
    public FactoryScope WithConstantLabels(ReadOnlySpan<(string Name, string Value)> labels, int lengthLimit)
    {
        var all = LabelSet.Create([.. _names.Zip(_values), .. labels]);
        for (var i = 0; i < all.Count; i++)
        {
            if (LabelValueLength.IsExceeded(all.Values[i].AsSpan(), lengthLimit))
            {
                throw new ArgumentException(
                    $"The value of the label '{ForeignText.Escape(all.Names[i])}' is longer than {lengthLimit} bytes of UTF-8: shorten it, or raise "
                    + "LabelValueLengthLimit of the registry. It would be in every line of every metric.",
                    nameof(labels));
            }
        }

        return new FactoryScope(Prefix, all.Names.ToArray(), all.Values.ToArray());
    }

    public MetricDescriptor Describe(MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new MetricDescriptor(type, Prefix + name, help, _names.Length == 0 ? labelNames : [.. _names, .. labelNames], unit);
    }
}
