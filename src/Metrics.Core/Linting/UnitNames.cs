using System.Collections.Frozen;

namespace PrometheusMetrics.Linting;

/// <summary>The units that may be part of a metric name. Source: client_golang, promlint; Prometheus, "Metric and label naming", "Base
/// units".</summary>
internal static class UnitNames
{
    private static readonly string[] BaseUnits =
        ["seconds", "bytes", "celsius", "kelvin", "meters", "metres", "volts", "amperes", "joules", "grams"];

    private static readonly (string Base, string[] Others)[] Conversions =
    [
        ("seconds", ["minutes", "hours", "days", "weeks"]),
        ("bytes", ["bits"]),
        ("celsius", ["fahrenheit", "rankine"]),
        ("kelvin", ["kelvins"]),
        ("meters", ["inches", "yards", "miles"]),
        ("joules", ["calories"]),
        ("grams", ["ounces", "pounds"]),
    ];

    // "mibi" is the linter's own spelling.
    private static readonly string[] Prefixes =
    [
        "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto",
        "kilo", "kibi", "mega", "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi",
    ];

    private static readonly FrozenSet<string> Abbreviations = FrozenSet.Create<string>(
        StringComparer.OrdinalIgnoreCase, "s", "ms", "us", "ns", "sec", "m", "h", "d", "b", "kb", "mb", "gb", "tb", "pb");

    private static readonly FrozenDictionary<string, string> ToBase = Conversions
        .SelectMany(conversion => conversion.Others.Select(other => (Unit: other, conversion.Base)))
        .Concat(BaseUnits.Select(unit => (Unit: unit, Base: unit)))
        .ToFrozenDictionary(pair => pair.Unit, pair => pair.Base, StringComparer.Ordinal);

    /// <summary>Gets the base unit of a word such as <c>milliseconds</c>, or null if the word is not a unit.</summary>
    public static string? FindBase(string word)
    {
        if (ToBase.TryGetValue(word, out var found))
        {
            return found;
        }

        foreach (var prefix in Prefixes)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal) && ToBase.TryGetValue(word[prefix.Length..], out found))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Returns whether a word is an abbreviated unit, such as <c>ms</c>.</summary>
    public static bool IsAbbreviation(string word) => Abbreviations.Contains(word);
}
