namespace PrometheusMetrics.Collection;

/// <summary>The name, type, help, unit and label names of a metric family.</summary>
/// <remarks>Names and unit are checked at creation, and again by the registry, which accepts only
/// <see cref="NameValidation.Legacy">legacy names</see> unless it is created for others. Keep a descriptor in a static field of its
/// collector.</remarks>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public sealed class MetricDescriptor
{
    private const string CounterSuffix = "_total";
    private const string InfoSuffix = "_info";

    private static readonly string[] CounterSuffixes = [CounterSuffix, "_created"];
    private static readonly string[] HistogramSuffixes = ["_bucket", "_sum", "_count", "_created"];
    private static readonly string[] GaugeHistogramSuffixes = ["_bucket", "_gsum", "_gcount", "_sum", "_count"];
    private static readonly string[] SummarySuffixes = ["_sum", "_count", "_created"];
    private static readonly string[] InfoSuffixes = [InfoSuffix];

    private readonly string[] _labelNames;

    /// <summary>Creates the descriptor of a family.</summary>
    /// <param name="type">The type of every series of the family.</param>
    /// <param name="name">The name. The suffix <c>_total</c> of a counter and <c>_info</c> of an info are added if they are
    /// missing.</param>
    /// <param name="help">A sentence that describes what is measured; may be empty, but not null.</param>
    /// <param name="labelNames">The names of the labels that every series has, in order.</param>
    /// <exception cref="ArgumentException">A name is illegal, reserved or given twice.</exception>
    /// <exception cref="ArgumentNullException">The name, the help or a label name is null.</exception>
    public MetricDescriptor(MetricType type, string name, string help, params ReadOnlySpan<string> labelNames)
        : this(type, name, help, labelNames, unit: null)
    {
    }

    /// <summary>Creates the descriptor of a family with a unit.</summary>
    /// <param name="type">The type of every series of the family.</param>
    /// <param name="name">The name. The suffix <c>_total</c> of a counter and <c>_info</c> of an info are added if they are
    /// missing.</param>
    /// <param name="help">A sentence that describes what is measured; may be empty, but not null.</param>
    /// <param name="labelNames">The names of the labels that every series has, in order.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is
    /// missing; or null or empty for none.</param>
    /// <exception cref="ArgumentException">A name is illegal, reserved or given twice, the unit is illegal, or an info or state set has a
    /// unit.</exception>
    /// <exception cref="ArgumentNullException">The name, the help or a label name is null.</exception>
    public MetricDescriptor(MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit)
        : this(type, name, help, labelNames, unit, NameValidation.Utf8)
    {
    }

    /// <summary>Creates the descriptor of a family for a registry that accepts certain names.</summary>
    /// <param name="type">The type of every series of the family.</param>
    /// <param name="name">The name. The suffix <c>_total</c> of a counter and <c>_info</c> of an info are added if they are
    /// missing.</param>
    /// <param name="help">A sentence that describes what is measured; may be empty, but not null.</param>
    /// <param name="labelNames">The names of the labels that every series has, in order.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is
    /// missing; or null or empty for none.</param>
    /// <param name="validation">The names that the registry accepts. The other constructors accept
    /// <see cref="NameValidation.Utf8"/>.</param>
    /// <exception cref="ArgumentException">A name is illegal, reserved or given twice, the unit is illegal, or an info or state set has a
    /// unit.</exception>
    /// <exception cref="ArgumentNullException">The name, the help or a label name is null.</exception>
    public MetricDescriptor(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, string? unit, NameValidation validation)
        : this(type, name, help, labelNames, unit, keepName: false, validation)
    {
    }

    /// <summary>Creates the descriptor of a family that may be a counter with a name of its own choice.</summary>
    /// <param name="type">The type of every series of the family.</param>
    /// <param name="name">The name. The suffix <c>_total</c> of a counter that does not keep its name, and <c>_info</c> of an info, are
    /// added if they are missing.</param>
    /// <param name="help">A sentence that describes what is measured; may be empty, but not null.</param>
    /// <param name="labelNames">The names of the labels that every series has, in order.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is
    /// missing, unless the name is kept; or null or empty for none.</param>
    /// <param name="keepName">Whether a counter keeps its name: neither <c>_total</c> nor the unit is added. OpenMetrics 1.0 then shows a
    /// name without <c>_total</c> as a metric of type <c>unknown</c>. It has no effect on families of other types.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    /// <exception cref="ArgumentException">A name is illegal, reserved or given twice, the unit is illegal, or an info or state set has a
    /// unit.</exception>
    /// <exception cref="ArgumentNullException">The name, the help or a label name is null.</exception>
    public MetricDescriptor(
        MetricType type,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        string? unit,
        bool keepName,
        NameValidation validation = NameValidation.Utf8)
    {
        NamingRules.RequireMetricName(name, nameof(name), validation);
        if (help is null)
        {
            throw new ArgumentNullException(
                nameof(help), $"The help of '{ForeignText.Escape(name)}' is null: describe what is measured, or pass an empty string.");
        }

        if (!Enum.IsDefined(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, $"There is no such metric type. (In '{ForeignText.Escape(name)}'.)");
        }

        Type = type;
        Help = help;
        Unit = CheckUnit(type, name, unit, validation);
        var isKept = keepName && type == MetricType.Counter;
        KeepsName = isKept && !name.EndsWith(CounterSuffix, StringComparison.Ordinal);
        var suffix = type switch { MetricType.Counter when !KeepsName => CounterSuffix, MetricType.Info => InfoSuffix, _ => "" };
        FamilyName = WithUnit(WithoutSuffix(name, suffix), isKept ? "" : Unit);
        Name = suffix.Length == 0 ? FamilyName : FamilyName + suffix;
        _labelNames = CheckLabelNames(labelNames, validation);
        if (type == MetricType.StateSet)
        {
            // The name of the metric is also the name of the label that holds the state.
            NamingRules.RequireLabelName(FamilyName, nameof(name), validation);
        }
    }

    private MetricDescriptor(MetricDescriptor other)
    {
        (Type, Name, FamilyName, Help, Unit) = (other.Type, other.Name, other.FamilyName, other.Help, other.Unit);
        _labelNames = other._labelNames;
        KeepsName = true;
    }

    /// <summary>The type of every series of the family.</summary>
    public MetricType Type { get; }

    /// <summary>The name under which Prometheus stores the series: with <c>_total</c> for a counter, unless it keeps its name, and
    /// <c>_info</c> for an info, without the suffixes of the samples of histograms and summaries.</summary>
    public string Name { get; }

    /// <summary>The name without <c>_total</c> and <c>_info</c>: that of the metadata in OpenMetrics 1.0, unless
    /// <see cref="KeepsName"/>.</summary>
    public string FamilyName { get; }

    /// <summary>Whether OpenMetrics 1.0 shows a counter or an info under its whole <see cref="Name"/>: a counter as a metric of type
    /// <c>unknown</c>, without exemplars and time of creation, because its name does not end in <c>_total</c>, or because the name without
    /// <c>_total</c> belongs to another family; an info, in that case, as a gauge. Other formats show the family as any other.</summary>
    public bool KeepsName { get; }

    /// <summary>The suffixes with which <see cref="FamilyName"/> forms the names of samples, in any format. Another family must not have
    /// one of these names. Source: OpenMetrics 1.0, "Suffixes", and what text 0.0.4 has for a gauge histogram.</summary>
    public ReadOnlySpan<string> SampleSuffixes => Type switch
    {
        MetricType.Counter when Name.Length > FamilyName.Length => CounterSuffixes,
        MetricType.Histogram => HistogramSuffixes,
        MetricType.GaugeHistogram => GaugeHistogramSuffixes,
        MetricType.Summary => SummarySuffixes,
        MetricType.Info => InfoSuffixes,
        _ => [],
    };

    /// <summary>A sentence that describes what is measured; may be empty.</summary>
    public string Help { get; }

    /// <summary>The unit, or an empty string.</summary>
    public string Unit { get; }

    /// <summary>The names of the labels that every series has, in order.</summary>
    public ReadOnlySpan<string> LabelNames => _labelNames;

    /// <summary>Creates the labels of one series. For a long-lived series, create them once and use them at every scrape.</summary>
    /// <param name="values">One value for each label name, in the order of the names. Null becomes an empty value.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than names.</exception>
    public LabelSet Labels(params ReadOnlySpan<string> values) =>
        values.Length == _labelNames.Length
            ? LabelSet.FromChecked(_labelNames, values)
            : throw new ArgumentException(
                $"'{ForeignText.Escape(Name)}' has {Count(_labelNames.Length, "label")} ({ForeignText.Join(", ", _labelNames)}), " +
                $"but was given {Count(values.Length, "value")}: " +
                "give one value for each name, in this order.",
                nameof(values));

    /// <summary>Returns a descriptor of the same family that OpenMetrics 1.0 shows under its whole name, for a collection in which another
    /// family has the name without <c>_total</c> or <c>_info</c>: a gauge <c>x</c> beside a counter <c>x_total</c>, for
    /// example.</summary>
    /// <returns>The same object if the family has only one name or <see cref="KeepsName"/> already.</returns>
    public MetricDescriptor KeepName() => KeepsName || Name.Length == FamilyName.Length ? this : new MetricDescriptor(this);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Type.ToString().ToLowerInvariant()} {ForeignText.Escape(Name)}" +
        (_labelNames.Length == 0 ? "" : "{" + ForeignText.Join(",", _labelNames) + "}");

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string CheckUnit(MetricType type, string name, string? unit, NameValidation validation)
    {
        if (string.IsNullOrEmpty(unit))
        {
            return "";
        }

        if (type is MetricType.Info or MetricType.StateSet)
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' is of type {type}, which has no unit: leave out '{ForeignText.Escape(unit)}'.",
                nameof(unit));
        }

        NamingRules.RequireUnit(unit, nameof(unit), validation, name);
        return unit;
    }

    private static string WithoutSuffix(string name, string suffix)
    {
        if (suffix.Length == 0 || !("_" + name).EndsWith(suffix, StringComparison.Ordinal))
        {
            return name;
        }

        return name.Length > suffix.Length
            ? name[..^suffix.Length]
            : throw new ArgumentException(
                $"'{name}' is only the suffix: write what is measured before it, such as 'requests{suffix}'.", nameof(name));
    }

    private static string WithUnit(string name, string unit) =>
        unit.Length == 0 || name.EndsWith("_" + unit, StringComparison.Ordinal) ? name : $"{name}_{unit}";

    private string[] CheckLabelNames(ReadOnlySpan<string> labelNames, NameValidation validation)
    {
        var reserved = Type switch
        {
            MetricType.Histogram or MetricType.GaugeHistogram => "le",
            MetricType.Summary => "quantile",
            MetricType.StateSet => FamilyName,
            _ => null,
        };
        for (var i = 0; i < labelNames.Length; i++)
        {
            NamingRules.RequireLabelName(labelNames[i], nameof(labelNames), validation, Name);
            if (labelNames[i] == reserved)
            {
                throw new ArgumentException(
                    $"The label '{ForeignText.Escape(reserved)}' of '{ForeignText.Escape(Name)}' is reserved: " +
                    $"the format itself writes it for a {Type}. Choose another name.",
                    nameof(labelNames));
            }

            if (labelNames[..i].Contains(labelNames[i]))
            {
                throw new ArgumentException(
                    $"The label '{ForeignText.Escape(labelNames[i])}' of '{ForeignText.Escape(Name)}' is given twice: use each name once.",
                    nameof(labelNames));
            }
        }

        return labelNames.ToArray();
    }
}
