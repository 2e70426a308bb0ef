using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Reads one line of a text format from left to right, and accepts only what the strictest reader accepts.</summary>
internal sealed partial class LineScanner(string line, int number)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    private static readonly SearchValues<char> LabelName = SearchValues.Create(Letters + "0123456789");
    private static readonly SearchValues<char> MetricName = SearchValues.Create(Letters + "0123456789:");

    private int _at;

    public bool IsAtEnd => _at == line.Length;

    /// <summary>Splits a body into its lines.</summary>
    public static string[] Split(ReadOnlySpan<byte> body)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new ExpositionException($"The body is not UTF-8: {e.Message}");
        }

        if (text.StartsWith('\uFEFF'))
        {
            throw new ExpositionException("The body begins with a byte order mark.");
        }

        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new ExpositionException("The last line does not end.");
        }

        return text.Split('\n')[..^1];
    }

    public ExpositionException Error(string what) => new($"Line {number}, column {_at + 1}: {what}: {line}");

    public bool Sees(string token) => line.AsSpan(_at).StartsWith(token, StringComparison.Ordinal);

    public bool TryTake(string token)
    {
        if (!Sees(token))
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    public void Take(string token)
    {
        if (!TryTake(token))
        {
            throw Error($"'{token}' is missing");
        }
    }

    public void End()
    {
        if (!IsAtEnd)
        {
            throw Error("there is more than belongs to the line");
        }
    }

    /// <summary>Takes what is before one of the characters, or before the end.</summary>
    public string TakeUntil(params ReadOnlySpan<char> ends)
    {
        var length = line.AsSpan(_at).IndexOfAny(ends);
        length = length < 0 ? line.Length - _at : length;
        _at += length;
        return line.Substring(_at - length, length);
    }

    /// <summary>Takes the rest of the line, an escaped text.</summary>
    /// <param name="escapesQuotes">Whether double quotes must be escaped; otherwise they must not be.</param>
    public string TakeText(bool escapesQuotes)
    {
        var text = new StringBuilder();
        while (!IsAtEnd)
        {
            text.Append(TakeUntil(escapesQuotes ? "\\\"" : "\\"));
            Require(!escapesQuotes || !Sees("\""), "a double quote is not escaped");
            AppendEscaped(text, escapesQuotes);
        }

        return text.ToString();
    }

    /// <summary>Takes a text between double quotes.</summary>
    public string TakeQuoted()
    {
        Take("\"");
        var text = new StringBuilder();
        for (text.Append(TakeUntil("\\\"")); !TryTake("\""); text.Append(TakeUntil("\\\"")))
        {
            Require(!IsAtEnd, "a quoted text does not end");
            AppendEscaped(text, quotes: true);
        }

        return text.ToString();
    }

    /// <summary>Takes the name of a family in a line of metadata.</summary>
    public string TakeFamilyName(bool quotedNames) => quotedNames && Sees("\"") ? TakeQuotedMetricName() : TakeName(MetricName);

    /// <summary>Takes the name and the labels of a series.</summary>
    /// <param name="quotedNames">Whether names may be quoted.</param>
    public (string Name, List<LabelModel> Labels) TakeSeries(bool quotedNames)
    {
        List<LabelModel> labels = [];
        string name;
        if (quotedNames && TryTake("{"))
        {
            name = TakeQuotedMetricName();
            if (TryTake("}"))
            {
                return (name, labels);
            }

            Take(",");
        }
        else
        {
            name = TakeName(MetricName);
            if (!TryTake("{"))
            {
                return (name, labels);
            }
        }

        Require(!Sees("}"), "there is no label where one belongs");
        return (name, TakeLabels(quotedNames));
    }

    /// <summary>Takes the labels and the brace after them; the brace before them has been taken.</summary>
    /// <param name="quotedNames">Whether names of labels may be quoted.</param>
    public List<LabelModel> TakeLabels(bool quotedNames)
    {
        var labels = new List<LabelModel>();
        if (TryTake("}"))
        {
            return labels;
        }

        do
        {
            string name;
            if (quotedNames && Sees("\""))
            {
                name = TakeQuoted();
                Require(!IsName(LabelName, name), "a label is quoted that need not be");
                Require(name.Length > 0, "the name of a label is empty");
            }
            else
            {
                name = TakeName(LabelName);
            }

            Require(name != "__name__", "the name of a label is reserved");
            Require(labels.TrueForAll(label => label.Name != name), "a label is given twice");
            Take("=");
            labels.Add(new LabelModel(name, TakeQuoted()));
        }
        while (TryTake(","));
        Take("}");
        return labels;
    }

    /// <summary>Takes a number in the one form in which we write numbers.</summary>
    public double TakeNumber(params ReadOnlySpan<char> ends)
    {
        var text = TakeUntil(ends);
        return ParseNumber(text) ?? throw Error($"'{text}' is not a number");
    }

    /// <summary>Takes a whole number without sign, point or exponent.</summary>
    public long TakeCount(params ReadOnlySpan<char> ends)
    {
        var text = TakeUntil(ends);
        return Count().IsMatch(text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Error($"'{text}' is not a count");
    }

    public int TakeInteger(params ReadOnlySpan<char> ends)
    {
        var text = TakeUntil(ends);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error($"'{text}' is not an integer");
    }

    /// <summary>Takes a time in milliseconds, which may not be before 1970.</summary>
    public DateTimeOffset TakeMilliseconds() => DateTimeOffset.FromUnixTimeMilliseconds(TakeCount(' '));

    /// <summary>Takes a time in seconds, without exponent.</summary>
    public DateTimeOffset TakeSeconds()
    {
        var text = TakeUntil(' ');
        if (!Seconds().IsMatch(text))
        {
            throw Error($"'{text}' is not a time in seconds");
        }

        var ticks = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond;
        return DateTimeOffset.UnixEpoch.AddTicks((long)ticks);
    }

    public static double? ParseNumber(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => Number().IsMatch(text) && double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value
            && double.IsFinite(value)
            ? value
            : null,
    };

    private static bool IsName(SearchValues<char> characters, string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(characters);

    public void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw Error(what);
        }
    }

    private string TakeQuotedMetricName()
    {
        var name = TakeQuoted();
        Require(name.Length > 0, "the name of a metric is empty");
        Require(!IsName(MetricName, name), "a name is quoted that need not be");
        return name;
    }

    private string TakeName(SearchValues<char> characters)
    {
        Require(!IsAtEnd && characters.Contains(line[_at]) && !char.IsAsciiDigit(line[_at]), "a name is missing");
        var start = _at;
        var length = line.AsSpan(start).IndexOfAnyExcept(characters);
        _at = length < 0 ? line.Length : start + length;
        return line[start.._at];
    }

    // At the end of the line there is nothing to append.
    private void AppendEscaped(StringBuilder text, bool quotes)
    {
        if (IsAtEnd)
        {
            return;
        }

        Take("\\");
        var escaped = IsAtEnd ? '\0' : line[_at++];
        text.Append(escaped switch
        {
            '\\' => '\\',
            'n' => '\n',
            '"' when quotes => '"',
            _ => throw Error("a backslash escapes nothing"),
        });
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-][0-9]{2,3})?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\z")]
    private static partial Regex Count();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?\z")]
    private static partial Regex Seconds();
}
