using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>The messages about mistakes in a configuration section. None shows a value of text or of a map, which may be a
/// password.</summary>
internal static class ConfigurationError
{
    public static string HasKeys(IConfigurationSection child) =>
        $"'{ForeignText.Escape(child.Path)}' is an option, but there are keys below it: give it a value.";

    public static string IsSection(IConfigurationSection child) =>
        $"'{ForeignText.Escape(child.Path)}' has a value, but is a section: set the keys below it.";

    public static string IsMap(IConfigurationSection child) =>
        $"'{ForeignText.Escape(child.Path)}' has a value, but is a map: write \"{child.Key}\": {{ \"name\": \"value\" }} in JSON, or " +
        $"{Variable(child)}__name=value as an environment variable.";

    public static string IsList(IConfigurationSection child, string found) =>
        $"'{ForeignText.Escape(child.Path)}' {found}, but must be a list of numbers: write \"{child.Key}\": [0.1, 1, 10] in JSON, " +
        $"{Variable(child)}__0=0.1 and so on as environment variables, or all numbers as one value: 0.1,1,10.";

    public static string IsTextList(IConfigurationSection child, string key) =>
        $"'{ForeignText.Escape(child.Path)}' has the key '{ForeignText.Escape(key)}', but must be a list of texts: write " +
        $"\"{child.Key}\": [\"a\", \"b\"] in JSON, {Variable(child)}__0=a and so on as environment variables, or all texts as one value: " +
        "a,b.";

    /// <param name="child">The key.</param>
    /// <param name="expected">What its value must be, such as "true or false".</param>
    public static string HasOtherValue(IConfigurationSection child, string expected) =>
        $"'{ForeignText.Escape(child.Path)}' is '{ForeignText.Escape(child.Value)}', but must be {expected}.";

    /// <summary>Returns what the value of a set of flags must be.</summary>
    public static string DescribeFlags(IConfigurationSection child, IReadOnlyCollection<string> names) =>
        $"true or false, or a section with true or false for some of {string.Join(", ", names)}: write \"{child.Key}\": " +
        $"{{ \"{names.First()}\": true }} in JSON, or {Variable(child)}__{names.First()}=true as an environment variable";

    public static string UnknownOption(IConfigurationSection child, string? near, string known) =>
        $"{Unknown("option", child, near, known)}.";

    public static string UnknownSection(IConfigurationSection child, string? near, string known) =>
        $"{Unknown("section", child, near, known)}.";

    /// <summary>Returns the message about a section that another package could have below <c>Prometheus</c>.</summary>
    public static string UnregisteredSection(IConfigurationSection child, string? near, string known) =>
        $"{Unknown("section", child, near, known)}, or register it by AddConfigurationSection(\"{ForeignText.Escape(child.Key)}\").";

    private static string Unknown(string kind, IConfigurationSection child, string? near, string known)
    {
        var guess = near is null ? "" : $" Did you mean '{child.Path[..^child.Key.Length]}{near}'?";
        return $"There is no {kind} '{ForeignText.Escape(child.Path)}'.{guess} {known} Correct or remove it";
    }

    private static string Variable(IConfigurationSection child) => child.Path.Replace(":", "__", StringComparison.Ordinal);
}
