using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>Enumerates the well-formed clauses of an Accept header. Source: RFC 9110, 12.5.1.</summary>
/// <remarks>Malformed clauses are skipped. Only the first <see cref="MaxLength"/> characters are read, which is as much as servers accept
/// by default, and only once from left to right, so that a hostile header costs little.</remarks>
internal ref struct AcceptHeader
{
    /// <summary>The maximum number of characters that are read.</summary>
    public const int MaxLength = 32 * 1024;

    // A comma may follow another one.
    private static readonly SearchValues<char> Separators = SearchValues.Create(", \t");

    private ReadOnlySpan<char> _rest;
    private AcceptClause _current;

    public AcceptHeader(ReadOnlySpan<char> header)
    {
        // A truncated clause could have another meaning, so the last one is skipped too.
        _rest = header.Length <= MaxLength ? header : header[..Math.Max(header[..MaxLength].LastIndexOf(','), 0)];
    }

    public readonly AcceptClause Current => _current;

    public readonly AcceptHeader GetEnumerator() => this;

    public bool MoveNext()
    {
        int start;
        while ((start = _rest.IndexOfAnyExcept(Separators)) >= 0)
        {
            _rest = _rest[start..];
            var end = EndOfClause(_rest);
            var clause = _rest[..end];
            _rest = _rest[end..];
            if (AcceptClause.TryParse(clause, out _current))
            {
                return true;
            }
        }

        return false;
    }

    private static int EndOfClause(ReadOnlySpan<char> text)
    {
        var end = 0;
        int next;
        while ((next = text[end..].IndexOfAny(',', '"')) >= 0)
        {
            end += next;
            if (text[end] == ',')
            {
                return end;
            }

            var closing = MediaTypeReader.FindClosingQuote(text[(end + 1)..]);
            if (closing < 0)
            {
                break;
            }

            end += closing + 2;
        }

        return text.Length;
    }
}
