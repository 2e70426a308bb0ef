using System.Buffers;
using System.Globalization;

namespace PrometheusMetrics.Exposition;

/// <summary>One clause of an Accept header: a media range, and the parameters that matter here. Source: RFC 9110, 5.6.6, 12.5.1.</summary>
internal ref struct AcceptClause
{
    private const string Blanks = " \t";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _type;
    private ReadOnlySpan<char> _subtype;
    private ReadOnlySpan<char> _version;
    private bool _namesVersion;

    /// <summary>The scheme it asks for.</summary>
    public EscapingScheme Scheme { get; private set; }

    /// <summary>How much it is wanted, 0 to 1; 0 means not at all.</summary>
    public double Weight { get; private set; }

    private readonly bool IsAnySubtype => _subtype is "*";

    public static bool TryParse(ReadOnlySpan<char> text, out AcceptClause clause)
    {
        clause = default;
        clause.Weight = 1;
        text = text.Trim(Blanks);
        return TryReadToken(ref text, out clause._type)
            && TrySkip(ref text, '/')
            && TryReadToken(ref text, out clause._subtype)
            && (clause._type is not "*" || clause.IsAnySubtype)
            && clause.TryReadParameters(text);
    }

    /// <summary>How closely it describes a protocol: 1 by any type, 2 by any subtype, 3 by any version, 4 exactly, 0 not at all.</summary>
    public readonly int Precision(Protocol protocol)
    {
        if (_type is "*")
        {
            return 1;
        }

        if (!_type.Equals(protocol.Type, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        if (IsAnySubtype)
        {
            return 2;
        }

        if (!_subtype.Equals(protocol.Subtype, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        return !_namesVersion ? 3 : _version.SequenceEqual(protocol.Version) ? 4 : 0;
    }

    /// <summary>Whether a client that sends this means the protocol, and not only includes it.</summary>
    /// <remarks>Who sends a wildcard knows nothing of metrics, and gets the text format, which a person can read too.</remarks>
    public readonly bool Means(Protocol protocol) =>
        Precision(protocol) > 0 && (IsAnySubtype ? protocol == Protocol.Text004 : _namesVersion || protocol.IsDefaultVersion);

    private bool TryReadParameters(ReadOnlySpan<char> text)
    {
        while (!(text = text.TrimStart(Blanks)).IsEmpty)
        {
            if (!TrySkip(ref text, ';'))
            {
                return false;
            }

            text = text.TrimStart(Blanks);
            if (text.IsEmpty || text[0] == ';')
            {
                continue;
            }

            if (!TryReadToken(ref text, out var name) || !TrySkip(ref text, '=') || !TryReadValue(ref text, out var value))
            {
                return false;
            }

            if (name.Equals("q", StringComparison.OrdinalIgnoreCase))
            {
                // What follows the weight belongs to extensions that nobody defined.
                return TryReadWeight(value) && text.TrimStart(Blanks) is [] or [';', ..];
            }

            Take(name, value);
        }

        return true;
    }

    // Some servers send a parameter twice; the first one that means something counts.
    private void Take(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (!_namesVersion && name.Equals("version", StringComparison.OrdinalIgnoreCase))
        {
            _version = value;
            _namesVersion = true;
        }
        else if (Scheme == EscapingScheme.Unnamed && name.Equals("escaping", StringComparison.OrdinalIgnoreCase))
        {
            Scheme = EscapingSchemes.Parse(value);
        }
    }

    private bool TryReadWeight(ReadOnlySpan<char> text)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            || weight is not (>= 0 and <= 1))
        {
            return false;
        }

        Weight = weight;
        return true;
    }

    private static bool TrySkip(scoped ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TryReadToken(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> token)
    {
        var length = text.IndexOfAnyExcept(TokenCharacters);
        length = length < 0 ? text.Length : length;
        token = text[..length];
        text = text[length..];
        return length > 0;
    }

    private static bool TryReadValue(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> value)
    {
        if (!TrySkip(ref text, '"'))
        {
            return TryReadToken(ref text, out value);
        }

        // Escapes stay as they are: nothing that matters here has a character that needs one.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                value = text[..i];
                text = text[(i + 1)..];
                return true;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        value = default;
        return false;
    }
}
