using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>Reads a media type or range and its parameters, <c>type/subtype; name=value; name="value"</c>, from left to right. Source: RFC
/// 9110, 5.6 and 8.3.1.</summary>
internal ref struct MediaTypeReader
{
    private const string Blanks = " \t";

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
        _rest = _rest.TrimStart(Blanks);
        var isSeparated = false;
        while (TrySkip(';'))
        {
            _rest = _rest.TrimStart(Blanks);
            isSeparated = true;
        }

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

        // Escapes are not decoded: no relevant value has a character that needs one.
        for (var i = 0; i < _rest.Length; i++)
        {
            if (_rest[i] == '"')
            {
                value = _rest[..i];
                _rest = _rest[(i + 1)..];
                return true;
            }

            i += _rest[i] == '\\' ? 1 : 0;
        }

        value = default;
        return false;
    }
}
