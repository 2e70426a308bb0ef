using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The prefix and the constant labels that a factory adds to every name and to every label set. Immutable.</summary>
internal sealed class FactoryScope
{
    private readonly NameValidation _validation;
    private readonly string[] _names;
    private readonly string[] _values;

    private FactoryScope(NameValidation validation, string prefix, string[] names, string[] values)
    {
        _validation = validation;
        Prefix = prefix;
        _names = names;
        _values = values;
    }

    /// <summary>The prefix of every name.</summary>
    public string Prefix { get; }

    /// <summary>The names of the constant labels.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>The values of the constant labels, well-formed.</summary>
    public ReadOnlySpan<string> Values => _values;

    /// <summary>Creates a scope without prefix and constant labels.</summary>
    /// <param name="validation">The names that the registry accepts.</param>
    public static FactoryScope Create(NameValidation validation) => new(validation, "", [], []);

    /// <exception cref="ArgumentException">The prefix is not the beginning of a metric name.</exception>
    public FactoryScope WithPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!NamingRules.IsMetricName(prefix, _validation))
        {
            var rule = _validation == NameValidation.Legacy
                ? "Use letters, digits and '_', and don't start with a digit"
                : "Use at least one character, but no NUL and no unpaired surrogate";
            throw new ArgumentException(
                $"'{ForeignText.Escape(prefix)}' can't begin a metric name. {rule}: 'acme', for example.", nameof(prefix));
        }

        return new FactoryScope(_validation, prefix[^1] is '_' or '.' ? Prefix + prefix : $"{Prefix}{prefix}_", _names, _values);
    }

    /// <exception cref="ArgumentException">A name is illegal or occurs twice, or a value is longer than the limit.</exception>
    public FactoryScope WithConstantLabels(ReadOnlySpan<(string Name, string Value)> labels, int lengthLimit)
    {
        var all = LabelSet.Create(_validation, [.. _names.Zip(_values), .. labels]);
        for (var i = 0; i < all.Count; i++)
        {
            if (LabelValueLength.IsExceeded(all.Values[i].AsSpan(), lengthLimit))
            {
                throw new ArgumentException(
                    $"The value of the label '{ForeignText.Escape(all.Names[i])}' is longer than {lengthLimit} bytes of UTF-8: shorten it, "
                    + "or raise LabelValueLengthLimit of the registry. It would be in every line of every metric.",
                    nameof(labels));
            }
        }

        return new FactoryScope(_validation, Prefix, all.Names.ToArray(), all.Values.ToArray());
    }

    /// <exception cref="ArgumentException">A name or the unit is illegal.</exception>
    public MetricDescriptor Describe(MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit)
    {
        ArgumentNullException.ThrowIfNull(name);
        var descriptor = new MetricDescriptor(
            type, Prefix + name, help, _names.Length == 0 ? labelNames : [.. _names, .. labelNames], unit, _validation);
        return AcceptedNames.FindCollision(descriptor, descriptor.LabelNames, _validation) is { } violation
            ? throw new ArgumentException(violation, nameof(labelNames))
            : descriptor;
    }
}
