using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>The escaping schemes once more, straight from their description, and without the code of the writers.</summary>
internal static class EscapedNames
{
    public static string Escape(string name, bool isLabel, NameEscaping escaping) => escaping switch
    {
        NameEscaping.Underscores => Replace(name, isLabel, keptAs: rune => rune, dot: "_", other: _ => "_"),
        NameEscaping.Dots => Replace(name, isLabel, keptAs: text => text == "_" ? "__" : text, dot: "_dot_", other: _ => "__"),
        NameEscaping.Values when !IsLegacy(name, isLabel) => "U__" + Replace(
            name,
            isLabel,
            keptAs: text => text == "_" ? "__" : text,
            dot: "_2e_",
            other: rune => string.Create(CultureInfo.InvariantCulture, $"_{rune.Value:x}_")),
        _ => name,
    };

    public static bool IsLegacy(string name, bool isLabel) =>
        name.Length > 0 && !name.EnumerateRunes().Where((rune, i) => !IsLegal(rune, isLabel, isFirst: i == 0)).Any();

    private static string Replace(string name, bool isLabel, Func<string, string> keptAs, string dot, Func<Rune, string> other)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            text.Append(
                rune.Value == '.' ? dot
                : IsLegal(rune, isLabel, isFirst: text.Length == 0) ? keptAs(rune.ToString())
                : other(rune));
        }

        return text.ToString();
    }

    private static bool IsLegal(Rune rune, bool isLabel, bool isFirst) =>
        rune.IsAscii && ((char)rune.Value is '_' || char.IsAsciiLetter((char)rune.Value)
            || (char.IsAsciiDigit((char)rune.Value) && !isFirst) || (rune.Value == ':' && !isLabel));
}
