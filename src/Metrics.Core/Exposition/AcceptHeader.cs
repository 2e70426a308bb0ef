namespace PrometheusMetrics.Exposition;

/// <summary>Enumerates the well-formed clauses of an Accept header. Source: RFC 9110, 12.5.1.</summary>
/// <remarks>Malformed clauses are skipped. Only the first <see cref="MaxLength"/> characters are read, which is far more than any client
/// sends, and only once from left to right, so that a hostile header costs little.</remarks>
internal ref struct AcceptHeader
{
    /// <summary>The maximum number of characters that are read.</summary>
    public const int MaxLength = 4096;

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
        while (!_rest.IsEmpty)
        {
            var end = EndOfClause(_rest);
            var clause = _rest[..end];
            _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
            if (AcceptClause.TryParse(clause, out _current))
            {
                return true;
            }
        }

        return false;
    }

    private static int EndOfClause(ReadOnlySpan<char> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when quoted:
                    i++;
                    break;
                case ',' when !quoted:
                    return i;
                default:
                    break;
            }
        }

        return text.Length;
    }
}
