using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The job and the further labels that identify a group, sorted by name.</summary>
internal sealed class GroupingKey
{
    private static readonly string[] ReservedNames = ["job", "le", "quantile"];

    private readonly List<(string Name, string Value)> _labels = [];

    /// <param name="job">The job.</param>
    /// <param name="groupingKey">The further labels.</param>
    /// <param name="validation">Which label names the server accepts.</param>
    /// <exception cref="ArgumentException">A name or value is illegal; the message says what to write.</exception>
    public GroupingKey(string job, ReadOnlySpan<(string Name, string Value)> groupingKey, NameValidation validation)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        Add("job", job);
        var last = "";
        foreach (var (name, value) in groupingKey.ToArray().OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            CheckName(name, validation);
            CheckValue(name, value);
            if (name == last)
            {
                throw new ArgumentException(
                    $"The grouping key '{ForeignText.Escape(name)}' occurs twice, " +
                    "and the gateway would use only one of the two: remove one.",
                    nameof(groupingKey));
            }

            Add(name, value);
            last = name;
        }
    }

    /// <summary>The names, with <c>job</c>.</summary>
    public IReadOnlyList<string> Names => [.. _labels.Select(label => label.Name)];

    /// <summary>Returns the path of a group of a Pushgateway.</summary>
    public string ToPath()
    {
        var path = new StringBuilder();
        foreach (var (name, value) in _labels)
        {
            path.Append('/').Append(EscapedName.Get(name, NameKind.Label, NameEscaping.Values));
            if (IsPlain(value))
            {
                path.Append('/').Append(value);
            }
            else
            {
                path.Append("@base64/").Append(value.Length == 0 ? "=" : Base64Url(value));
            }
        }

        return path.ToString();
    }

    /// <summary>Returns the labels as the query of an import into VictoriaMetrics.</summary>
    public string ToQuery() =>
        "?" + string.Join('&', _labels.Select(label => $"extra_label={label.Name}={Uri.EscapeDataString(label.Value)}"));

    private static void CheckName(string name, NameValidation validation)
    {
        if (!NamingRules.IsLabelName(name, validation) || ReservedNames.Contains(name))
        {
            var rule = validation == NameValidation.Legacy
                ? "use a label name of letters, digits and '_' that does not begin with a digit or '__', other than"
                : "use a label name of at least one character, without NUL and unpaired surrogates, that does not begin with '__', " +
                    "other than";
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' can't be part of a grouping key: {rule} {string.Join(", ", ReservedNames)}.", nameof(name));
        }

        if (validation == NameValidation.Utf8 && EscapedName.Unescape(name) is var meant && meant != name)
        {
            throw new ArgumentException(
                $"The gateway would take '{ForeignText.Escape(name)}' in a grouping key for the escaped name " +
                $"'{ForeignText.Escape(meant)}': use a label name that does not begin with 'U__'.",
                nameof(name));
        }
    }

    private static void CheckValue(string name, string value)
    {
        if (value is null)
        {
            var key = ForeignText.Escape(name);
            throw new ArgumentNullException(key, $"The value of the grouping key '{key}' is null: set a value, or leave the key out.");
        }

        if (name == "instance" && value.Length == 0)
        {
            throw new ArgumentException(
                "The grouping key 'instance' is empty, which conflicts with the same key without it and makes the gateway fail: " +
                "remove it or set a value.",
                nameof(value));
        }
    }

    private static string Base64Url(string value) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    // Clients and servers remove dot segments, and any other character outside this set needs percent-encoding, which a proxy may decode.
    private static bool IsPlain(string value) =>
        value is not ("" or "." or "..") && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '~' or '-');

    private static bool HasUnpairedSurrogate(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out _, out var consumed) != OperationStatus.Done)
            {
                return true;
            }

            value = value[consumed..];
        }

        return false;
    }

    private void Add(string name, string value)
    {
        if (HasUnpairedSurrogate(value))
        {
            throw new ArgumentException(
                $"The value of '{ForeignText.Escape(name)}' has an unpaired surrogate, " +
                "so it is not valid Unicode and makes the gateway fail: remove it.",
                nameof(value));
        }

        _labels.Add((name, value));
    }
}
