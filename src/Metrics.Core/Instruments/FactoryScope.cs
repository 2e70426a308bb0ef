using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The prefix and the constant labels that a factory adds to every name and to every label set, after the labels of the registry.
/// Immutable.</summary>
internal sealed class FactoryScope
{
    private readonly IFamilyHost _host;
    private readonly bool _keepCounterNames;
    private readonly string[] _names;
    private readonly string[] _values;

    private FactoryScope(IFamilyHost host, string prefix, string[] names, string[] values)
    {
        _host = host;
        _keepCounterNames = host.KeepCounterNames;
        Prefix = prefix;
        _names = names;
        _values = values;
    }

    /// <summary>The prefix of every name.</summary>
    public string Prefix { get; }

    /// <summary>The names of the labels that the user does not pass: those of the registry, and the constant ones.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>The values of these labels, well-formed.</summary>
    public ReadOnlySpan<string> Values => _values;

    /// <summary>The names of the constant labels.</summary>
    public ReadOnlySpan<string> ConstantNames => _names.AsSpan(RegistryLabels.Count);

    /// <summary>The values of the constant labels, well-formed.</summary>
    public ReadOnlySpan<string> ConstantValues => _values.AsSpan(RegistryLabels.Count);

    private RegistryLabels RegistryLabels => _host.Labels;

    /// <summary>Creates a scope without prefix and constant labels.</summary>
    /// <param name="host">The registry.</param>
    public static FactoryScope Create(IFamilyHost host) =>
        new(host, "", host.Labels.Set.Names.ToArray(), host.Labels.Set.Values.ToArray());

    /// <exception cref="ArgumentException">The prefix is not the beginning of a metric name.</exception>
    public FactoryScope WithPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!NamingRules.IsMetricName(prefix, _host.NameValidation))
        {
            var rule = _host.NameValidation == NameValidation.Legacy
                ? "Use letters, digits and '_', and don't start with a digit"
                : "Use at least one character, but no NUL and no unpaired surrogate";
            throw new ArgumentException(
                $"'{ForeignText.Escape(prefix)}' can't begin a metric name. {rule}: 'acme', for example.", nameof(prefix));
        }

        return new FactoryScope(_host, prefix[^1] is '_' or '.' ? Prefix + prefix : $"{Prefix}{prefix}_", _names, _values);
    }

    /// <exception cref="ArgumentException">A name is illegal, occurs twice or is that of a label of the registry, or a value is longer than
    /// the limit.</exception>
    public FactoryScope WithConstantLabels(ReadOnlySpan<(string Name, string Value)> labels)
    {
        var added = LabelSet.Create(_host.NameValidation, labels);
        Require(RegistryLabels.FindConflict(added.Names), nameof(labels));
        var all = LabelSet.Create(_host.NameValidation, [.. _names.Zip(_values), .. labels]);
        for (var i = 0; i < all.Count; i++)
        {
            if (LabelValueLength.IsExceeded(all.Values[i].AsSpan(), _host.LabelValueLengthLimit))
            {
                throw new ArgumentException(
                    $"The value of the label '{ForeignText.Escape(all.Names[i])}' is longer than {_host.LabelValueLengthLimit} bytes of "
                    + "UTF-8: shorten it, or raise LabelValueLengthLimit of the registry. It would be in every line of every metric.",
                    nameof(labels));
            }
        }

        return new FactoryScope(_host, Prefix, all.Names.ToArray(), all.Values.ToArray());
    }

    /// <summary>Returns whether a counter with these options keeps its name.</summary>
    public bool KeepsName(InstrumentOptions? options) => (options as CounterOptions)?.KeepName ?? _keepCounterNames;

    /// <summary>Describes a family of instruments, whose series have the labels of the registry too.</summary>
    /// <exception cref="ArgumentException">A name or the unit is illegal, or a label is one of the registry.</exception>
    public MetricDescriptor Describe(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit, InstrumentOptions? options) =>
        RegistryLabels.AddTo(DescribeOwn(type, name, help, labelNames, unit, options));

    /// <summary>Describes an observable metric, to whose series the registry adds its labels when they are reported.</summary>
    /// <exception cref="ArgumentException">A name or the unit is illegal, or a label is one of the registry.</exception>
    public MetricDescriptor DescribeObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit) =>
        DescribeOwn(type, name, help, labelNames, unit, options: null);

    /// <summary>Returns a family as users see it, who pass the values of their own labels only.</summary>
    public IMetricFamily<TInstrument> CreateView<TInstrument>(InstrumentFamily<TInstrument> family)
        where TInstrument : class => Names.IsEmpty ? family : new ConstantLabelsFamily<TInstrument>(family, Values);

    private static void Require(string? violation, string parameter)
    {
        if (violation is not null)
        {
            throw new ArgumentException(violation, parameter);
        }
    }

    private MetricDescriptor DescribeOwn(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit, InstrumentOptions? options)
    {
        ArgumentNullException.ThrowIfNull(name);
        var validation = _host.NameValidation;
        ReadOnlySpan<string> all = ConstantNames.IsEmpty ? labelNames : [.. ConstantNames, .. labelNames];
        var descriptor = new MetricDescriptor(type, Prefix + name, help, all, unit, KeepsName(options), validation);
        Require(
            AcceptedNames.FindCollision(descriptor, all, validation) ?? RegistryLabels.FindConflict(descriptor, all, validation),
            nameof(labelNames));
        return descriptor;
    }
}
