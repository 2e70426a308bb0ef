using System.Buffers;
using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Escapes names, by code points. Source: Prometheus, "Escaping schemes". Where it differs from its implementations
/// (client_golang, client_java, client_python), they are followed: hexadecimal digits are lower case, and in the scheme <c>dots</c> two
/// underscores replace a character that is not legal.</summary>
internal static class EscapedName
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string ValuesPrefix = "U__";

    // That of the greatest code point.
    private const int MaxHexDigits = 6;

    private static readonly SearchValues<char> LegalInLabel = SearchValues.Create(Letters + Digits + "_");
    private static readonly SearchValues<char> LegalInMetric = SearchValues.Create(Letters + Digits + "_:");

    /// <summary>Returns whether a name is a legacy name, which may begin with <c>__</c>.</summary>
    public static bool IsLegacy(ReadOnlySpan<char> name, NameKind kind) =>
        !name.IsEmpty && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(Legal(kind));

    /// <summary>Returns whether a scheme leaves a name as it is.</summary>
    public static bool IsUnchanged(ReadOnlySpan<char> name, NameKind kind, NameEscaping escaping) => escaping switch
    {
        NameEscaping.AllowUtf8 => true,
        NameEscaping.Dots => IsLegacy(name, kind) && !name.Contains('_'),
        _ => IsLegacy(name, kind),
    };

    /// <summary>Returns an upper bound of the length of an escaped name in bytes.</summary>
    public static int GetMaxLength(int characters) => ValuesPrefix.Length + (characters * (MaxHexDigits + 2));

    /// <summary>Writes an escaped name in UTF-8, without quotes.</summary>
    /// <returns>The number of written bytes.</returns>
    public static int Write(ReadOnlySpan<char> name, NameKind kind, NameEscaping escaping, Span<byte> destination)
    {
        if (name.IsEmpty || IsUnchanged(name, kind, escaping))
        {
            return Encoding.UTF8.GetBytes(name, destination);
        }

        var length = escaping == NameEscaping.Values ? Encoding.UTF8.GetBytes(ValuesPrefix, destination) : 0;
        var isFirst = true;
        while (!name.IsEmpty)
        {
            var isWellFormed = Rune.DecodeFromUtf16(name, out var rune, out var consumed) == OperationStatus.Done;
            var isLegal = isWellFormed && rune.IsBmp && Legal(kind).Contains((char)rune.Value) && !(isFirst && Rune.IsDigit(rune));
            length += Write(isWellFormed ? rune.Value : -1, isLegal, escaping, destination[length..]);
            name = name[consumed..];
            isFirst = false;
        }

        return length;
    }

    /// <summary>Returns an escaped name; the same string if the scheme does not change it.</summary>
    public static string Get(string name, NameKind kind, NameEscaping escaping)
    {
        if (IsUnchanged(name, kind, escaping))
        {
            return name;
        }

        var text = new byte[GetMaxLength(name.Length)];
        return Encoding.UTF8.GetString(text.AsSpan(0, Write(name, kind, escaping, text)));
    }

    /// <summary>Returns the name from which the scheme <see cref="NameEscaping.Values"/> made another one. A name that is not a result of
    /// the scheme is returned unchanged.</summary>
    public static string Unescape(string name)
    {
        if (!name.StartsWith(ValuesPrefix, StringComparison.Ordinal))
        {
            return name;
        }

        var result = new StringBuilder(name.Length);
        for (var rest = name.AsSpan(ValuesPrefix.Length); !rest.IsEmpty;)
        {
            if (rest[0] != '_')
            {
                result.Append(rest[0]);
                rest = rest[1..];
            }
            else if (TryDecode(rest[1..], out var text, out var consumed))
            {
                result.Append(text);
                rest = rest[(1 + consumed)..];
            }
            else
            {
                return name;
            }
        }

        return result.ToString();
    }

    private static SearchValues<char> Legal(NameKind kind) => kind == NameKind.Metric ? LegalInMetric : LegalInLabel;

    // The code is -1 for an unpaired surrogate.
    private static int Write(int code, bool isLegal, NameEscaping escaping, Span<byte> destination)
    {
        if (isLegal && (code != '_' || escaping == NameEscaping.Underscores))
        {
            destination[0] = (byte)code;
            return 1;
        }

        return escaping switch
        {
            NameEscaping.Underscores => Write("_"u8, destination),
            NameEscaping.Dots when code == '.' => Write("_dot_"u8, destination),
            NameEscaping.Values when code < 0 => Write("_FFFD_"u8, destination),
            NameEscaping.Values when !isLegal => WriteCode(code, destination),
            _ => Write("__"u8, destination),
        };
    }

    private static int Write(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }

    private static int WriteCode(int code, Span<byte> destination)
    {
        destination[0] = (byte)'_';
        code.TryFormat(destination[1..], out var digits, "x", CultureInfo.InvariantCulture);
        destination[1 + digits] = (byte)'_';
        return digits + 2;
    }

    /// <summary>Decodes what follows an underscore: another one, or a code point and an underscore.</summary>
    private static bool TryDecode(ReadOnlySpan<char> text, out string decoded, out int consumed)
    {
        var digits = text.IndexOf('_');
        (decoded, consumed) = ("_", digits + 1);
        if (digits is < 1 or > MaxHexDigits)
        {
            return digits == 0;
        }

        var isCode = int.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            & Rune.TryCreate(code, out var rune);
        decoded = rune.ToString();
        return isCode;
    }
}
