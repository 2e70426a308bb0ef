using System.Buffers;
using System.Text;

namespace PrometheusMetrics.Exposition;

/// <summary>Reads a media type or range and its parameters, <c>type/subtype; name=value; name="value"</c>, from left to right. Source: RFC
/// 9110, 5.6 and 8.3.1.</summary>
internal ref struct MediaTypeReader
{
    private const string Blanks = " \t";

    private static readonly SearchValues<char> Separators = SearchValues.Create("; \t");

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _rest;

    public MediaTypeReader(ReadOnlySpan<char> text) => _rest = text.Trim(Blanks);

    /// <summary>The text that has not been read yet.</summary>
    public readonly ReadOnlySpan<char> Rest => _rest;

    public bool TryReadType(out ReadOnlySpan<char> type, out ReadOnlySpan<char> subtype)
    {
        subtype = default;
        return TryReadToken(out type) && TrySkip('/') && TryReadToken(out subtype);
    }

    /// <summary>Returns whether the value of a parameter, as it stands in the text, is a certain one. In a quoted value, a backslash
    /// stands before a character that is meant literally.</summary>
    public static bool AreEqual(ReadOnlySpan<char> value, ReadOnlySpan<char> expected)
    {
        int backslash;
        while ((backslash = value.IndexOf('\\')) >= 0)
        {
            if (backslash >= expected.Length
                || !value[..backslash].SequenceEqual(expected[..backslash])
                || value[backslash + 1] != expected[backslash])
            {
                return false;
            }

            value = value[(backslash + 2)..];
            expected = expected[(backslash + 1)..];
        }

        return value.SequenceEqual(expected);
    }

    /// <summary>Returns the value of a parameter without the backslashes of a quoted one.</summary>
    public static string Unescape(ReadOnlySpan<char> value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            i += value[i] == '\\' ? 1 : 0;
            text.Append(value[i]);
        }

        return text.ToString();
    }

    /// <summary>Finds the end of a quoted value whose first quote has been read.</summary>
    /// <returns>The index of the second quote, or -1 if there is none.</returns>
    public static int FindClosingQuote(ReadOnlySpan<char> text)
    {
        var index = 0;
        while (index < text.Length)
        {
            var next = text[index..].IndexOfAny('"', '\\');
            if (next < 0 || text[index + next] == '"')
            {
                return next < 0 ? -1 : index + next;
            }

            index += next + 2;
        }

        return -1;
    }

    /// <returns>False at the end, where <see cref="Rest"/> is empty, or at a malformed parameter, where it is not.</returns>
    public bool TryReadParameter(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        name = value = default;
        if (!TrySkipSeparators())
        {
            return false;
        }

        var start = _rest;
        if (TryReadToken(out name) && TrySkip('=') && TryReadValue(out value))
        {
            return true;
        }

        _rest = start;
        return false;
    }

    /// <summary>Whether what was read last is complete: only the end or a semicolon follows.</summary>
    public readonly bool IsAtSeparator => _rest.TrimStart(Blanks) is [] or [';', ..];

    // Some clients send an extra semicolon.
    private bool TrySkipSeparators()
    {
        var length = _rest.IndexOfAnyExcept(Separators);
        length = length < 0 ? _rest.Length : length;
        var isSeparated = _rest[..length].Contains(';');
        _rest = _rest[length..];
        return isSeparated && !_rest.IsEmpty;
    }

    private bool TrySkip(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    private bool TryReadToken(out ReadOnlySpan<char> token)
    {
        var length = _rest.IndexOfAnyExcept(TokenCharacters);
        length = length < 0 ? _rest.Length : length;
        token = _rest[..length];
        _rest = _rest[length..];
        return length > 0;
    }

    private bool TryReadValue(out ReadOnlySpan<char> value)
    {
        if (!TrySkip('"'))
        {
            return TryReadToken(out value);
        }

        var end = FindClosingQuote(_rest);
        if (end < 0)
        {
            value = default;
            return false;
        }

        value = _rest[..end];
        _rest = _rest[(end + 1)..];
        return true;
    }
}
