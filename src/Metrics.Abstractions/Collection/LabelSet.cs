using System.Runtime.InteropServices;
using System.Text;

namespace PrometheusMetrics.Collection;

/// <summary>The labels of one series. Create a label set once per series, and keep it as long as the series.</summary>
/// <remarks>A derived type must be immutable too.</remarks>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public class LabelSet
{
    // The names, or, in a derived type of another assembly, the label set that it shares.
    private readonly object _namesOrShared;

    /// <summary>Creates a label set that shares the names and values of another one, for a derived type with additional data.</summary>
    /// <param name="labels">The labels to share.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    protected LabelSet(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _namesOrShared = labels;
    }

    private protected LabelSet(string[] names) => _namesOrShared = names;

    /// <summary>A label set without labels.</summary>
    public static LabelSet Empty { get; } = new ArrayLabelSet([]);

    /// <summary>The number of labels.</summary>
    public int Count => NameArray.Length;

    /// <summary>The names, in order.</summary>
    public ReadOnlySpan<string> Names => NameArray;

    /// <summary>The values, in the order of the names. They are well-formed UTF-16.</summary>
    public ReadOnlySpan<string> Values => GetValues();

    private string[] NameArray => _namesOrShared as string[] ?? ((LabelSet)_namesOrShared).NameArray;

    /// <summary>Creates a label set without a descriptor, for a single series of a custom collector.</summary>
    /// <param name="labels">The names and values, each name once. Their order is kept.</param>
    /// <exception cref="ArgumentException">A name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null.</exception>
    /// <remarks>A name is legal if it is so for <see cref="NameValidation.Utf8"/>. A registry may accept less.</remarks>
    /// <example><code>LabelSet.Create(("disk", "/dev/sda"), ("kind", "ssd"));</code></example>
    public static LabelSet Create(params ReadOnlySpan<(string Name, string Value)> labels) => Create(NameValidation.Utf8, labels);

    /// <summary>Creates a label set without a descriptor, for a registry that accepts certain names.</summary>
    /// <param name="validation">The names that the registry accepts.</param>
    /// <param name="labels">The names and values, each name once. Their order is kept.</param>
    /// <exception cref="ArgumentException">A name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null.</exception>
    public static LabelSet Create(NameValidation validation, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (labels.IsEmpty)
        {
            return Empty;
        }

        var names = new string[labels.Length];
        var set = Allocate(names, out var values);
        for (var i = 0; i < labels.Length; i++)
        {
            var (name, value) = labels[i];
            NamingRules.RequireLabelName(name, nameof(labels), validation);
            if (names.AsSpan(0, i).Contains(name))
            {
                throw new ArgumentException($"The label '{ForeignText.Escape(name)}' is given twice: use each name once.", nameof(labels));
            }

            names[i] = name;
            values[i] = WellFormed(
                value
                ?? throw new ArgumentNullException(
                    nameof(labels),
                    $"The value of the label '{ForeignText.Escape(name)}' is null: use an empty string if there is none."));
        }

        return set;
    }

    /// <summary>Returns the labels for a message: <c>a="x",b="y"</c>. In the values, backslashes, double quotes and invisible characters
    /// are escaped, and of a long one only the beginning is shown.</summary>
    public override string ToString() =>
        string.Join(',', NameArray.Zip(Values.ToArray(), (name, value) => $"{ForeignText.Escape(name)}=\"{Escape(value)}\""));

    /// <summary>Creates a label set whose names are known to be legal. A value that is null becomes an empty one.</summary>
    internal static LabelSet FromChecked(string[] checkedNames, ReadOnlySpan<string> values)
    {
        if (checkedNames.Length == 0)
        {
            return Empty;
        }

        var set = Allocate(checkedNames, out var copy);
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = WellFormed(values[i] ?? "");
        }

        return set;
    }

    private protected virtual ReadOnlySpan<string> GetValues() => ((LabelSet)_namesOrShared).Values;

    // The caller fills in the values before it passes the set on.
    private static LabelSet Allocate(string[] names, out Span<string> values)
    {
        LabelSet set = names.Length switch
        {
            1 => new InlineLabelSet<OneValue>(names),
            2 => new InlineLabelSet<TwoValues>(names),
            3 => new InlineLabelSet<ThreeValues>(names),
            4 => new InlineLabelSet<FourValues>(names),
            _ => new ArrayLabelSet(names),
        };
        values = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(set.Values), names.Length);
        return set;
    }

    // An unpaired surrogate has no UTF-8 form, and encoders write U+FFFD for it. Without the replacement here, two different strings could
    // be exposed as the same series.
    private static string WellFormed(string value)
    {
        for (var i = value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < value.Length; i++)
        {
            if (char.IsSurrogatePair(value, i))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
            }
        }

        return value;
    }

    // Keeps the end of each value visible.
    private static string Escape(string value) => ForeignText.Escape(
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
}
