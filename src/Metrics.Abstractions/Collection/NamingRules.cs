using System.Buffers;
using System.Text;

namespace PrometheusMetrics.Collection;

/// <summary>Checks the names of metrics and labels. Source: Prometheus data model, "Metric names and labels".</summary>
public static class NamingRules
{
    private const string ReservedPrefix = "__";

    // A name may contain it, but no Prometheus (2.42 to 3.5) reads it in quotes: it then rejects the whole scrape.
    private const char Forbidden = '\0';

    /// <summary>Returns whether <paramref name="name"/> matches <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>.</summary>
    /// <param name="name">A metric name.</param>
    public static bool IsMetricName(ReadOnlySpan<char> name) => IsName(name, colons: true);

    /// <summary>Returns whether a registry may accept <paramref name="name"/>.</summary>
    /// <param name="name">A metric name.</param>
    /// <param name="validation">The names that the registry accepts: legacy names, or all that are not empty and have no unpaired
    /// surrogate and no NUL character.</param>
    public static bool IsMetricName(ReadOnlySpan<char> name, NameValidation validation) =>
        validation == NameValidation.Legacy ? IsMetricName(name) : IsUtf8Name(name);

    /// <summary>Returns whether <paramref name="name"/> matches <c>[a-zA-Z_][a-zA-Z0-9_]*</c> and does not begin with <c>__</c>, which
    /// Prometheus reserves.</summary>
    /// <param name="name">A label name.</param>
    public static bool IsLabelName(ReadOnlySpan<char> name) => IsName(name, colons: false) && !IsReserved(name);

    /// <summary>Returns whether a registry may accept <paramref name="name"/>, which must not begin with <c>__</c> in any case.</summary>
    /// <param name="name">A label name.</param>
    /// <param name="validation">The names that the registry accepts: legacy names, or all that are not empty and have no unpaired
    /// surrogate and no NUL character.</param>
    public static bool IsLabelName(ReadOnlySpan<char> name, NameValidation validation) =>
        validation == NameValidation.Legacy ? IsLabelName(name) : IsUtf8Name(name) && !IsReserved(name);

    /// <summary>Returns the first name of a family, or its unit, that a registry must not accept, as a message for users.</summary>
    /// <param name="descriptor">The family.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    /// <returns>null if all names and the unit are legal.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="descriptor"/> is null.</exception>
    public static string? FindViolation(MetricDescriptor descriptor, NameValidation validation)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var violation = FindMetricViolation(descriptor.Name, validation) ?? FindUnitViolation(descriptor.Unit, descriptor.Name, validation);
        foreach (var name in descriptor.LabelNames)
        {
            violation ??= FindLabelViolation(name, validation, descriptor.Name);
        }

        // The name of a state set is also the name of the label that holds the state.
        return violation ?? (descriptor.Type == MetricType.StateSet ? FindLabelViolation(descriptor.FamilyName, validation) : null);
    }

    /// <summary>Returns the first label name that a registry must not accept, as a message for users.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    /// <returns>null if all names are legal.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public static string? FindViolation(LabelSet labels, NameValidation validation)
    {
        ArgumentNullException.ThrowIfNull(labels);
        foreach (var name in labels.Names)
        {
            if (FindLabelViolation(name, validation) is { } violation)
            {
                return violation;
            }
        }

        return null;
    }

    /// <summary>Returns what is wrong with the name of a label, as a message for users.</summary>
    /// <param name="name">The name.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    /// <returns>null if the name is legal.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static string? FindLabelViolation(string name, NameValidation validation)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FindLabelViolation(name, validation, family: null);
    }

    internal static void RequireMetricName(string name, string parameter, NameValidation validation)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        Require(FindMetricViolation(name, validation), parameter);
    }

    /// <param name="name">A label name.</param>
    /// <param name="parameter">The name of the caller's parameter.</param>
    /// <param name="validation">The names that are accepted.</param>
    /// <param name="family">The name of the metric, for the exception message, or null if it is not known.</param>
    internal static void RequireLabelName(string name, string parameter, NameValidation validation, string? family = null)
    {
        if (name is null)
        {
            throw new ArgumentNullException(parameter, $"The name of a label is null: name every label.{Place(family)}");
        }

        Require(FindLabelViolation(name, validation, family), parameter);
    }

    internal static void RequireUnit(string unit, string parameter, NameValidation validation, string family) =>
        Require(FindUnitViolation(unit, family, validation), parameter);

    private static void Require(string? violation, string parameter)
    {
        if (violation is not null)
        {
            throw new ArgumentException(violation, parameter);
        }
    }

    private static string? FindMetricViolation(string name, NameValidation validation)
    {
        if (IsMetricName(name, validation))
        {
            return null;
        }

        var rule = validation == NameValidation.Legacy
            ? "Use letters, digits, '_' and ':', and don't start with a digit"
            : "Use at least one character, but no NUL and no unpaired surrogate";
        return $"'{ForeignText.Escape(name)}' is not a metric name. {rule}: '{Suggest(name, validation, isLabel: false)}', for example.";
    }

    private static string? FindLabelViolation(string name, NameValidation validation, string? family)
    {
        if (IsLabelName(name, validation))
        {
            return null;
        }

        var rule = validation == NameValidation.Legacy
            ? "Use letters, digits and '_', don't start with a digit or '__'"
            : "Use at least one character, but no NUL and no unpaired surrogate, and don't start with '__'";
        return $"'{ForeignText.Escape(name)}' is not a label name. {rule}: " +
            $"'{Suggest(name, validation, isLabel: true)}', for example.{Place(family)}";
    }

    private static string? FindUnitViolation(string unit, string family, NameValidation validation)
    {
        if (unit.Length == 0 || IsMetricName("_" + unit, validation))
        {
            return null;
        }

        var rule = validation == NameValidation.Legacy ? "use letters, digits and '_'" : "use no NUL and no unpaired surrogate";
        return $"'{ForeignText.Escape(unit)}' is not a unit: {rule}, such as 'seconds' or 'bytes'.{Place(family)}";
    }

    private static string Place(string? family) => family is null ? "" : $" (In '{ForeignText.Escape(family)}'.)";

    private static bool IsReserved(ReadOnlySpan<char> name) => name.StartsWith(ReservedPrefix, StringComparison.Ordinal);

    private static bool IsName(ReadOnlySpan<char> name, bool colons)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!IsLegal(c, colons))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLegal(char c, bool colons) => char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':');

    private static bool IsUtf8Name(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (name[i] == Forbidden || char.IsSurrogate(name[i]))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }

    private static string Suggest(string name, NameValidation validation, bool isLabel)
    {
        var legal = name[..Math.Min(name.Length, ForeignText.MaxLength)];
        legal = validation == NameValidation.Legacy
            ? new string(Array.ConvertAll(legal.ToCharArray(), c => IsLegal(c, colons: !isLabel) ? c : '_'))
            : ReplaceForbidden(legal);
        legal = isLabel ? legal.TrimStart('_') : legal;
        return legal.Length == 0 ? "x"
            : validation == NameValidation.Legacy && char.IsAsciiDigit(legal[0]) ? "_" + legal
            : ForeignText.Escape(legal);
    }

    private static string ReplaceForbidden(string name)
    {
        var legal = name.ToCharArray();
        for (var rest = legal.AsSpan(); !rest.IsEmpty;)
        {
            var isWellFormed = Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == OperationStatus.Done;
            if (!isWellFormed || rune.Value == Forbidden)
            {
                rest[..consumed].Fill('_');
            }

            rest = rest[consumed..];
        }

        return new string(legal);
    }
}
