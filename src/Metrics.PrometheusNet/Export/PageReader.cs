using System.Buffers;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Divides a page into families while it is written, and keeps no more of it than the current family.</summary>
/// <threadsafety>The page may be written by another thread than the one that closes it.</threadsafety>
internal sealed class PageReader(FamilyReader families)
{
    private readonly Lock _gate = new();
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    // Before this position, no family ends.
    private int _searched;
    private bool _isClosed;

    private static ReadOnlySpan<byte> BetweenFamilies => "\n# HELP "u8;

    private static ReadOnlySpan<byte> EndOfPage => "# EOF\n"u8;

    private ReadOnlySpan<byte> Current => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads the families that end in what was written so far. Does nothing after the page was closed.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            EnsureRoomFor(text.Length);
            text.CopyTo(_buffer.AsSpan(_end));
            _end += text.Length;
            ReadFamilies();
        }
    }

    /// <summary>Reads the last family.</summary>
    /// <exception cref="InvalidDataException">The page has no end.</exception>
    public void Complete()
    {
        lock (_gate)
        {
            if (!Current.EndsWith(EndOfPage))
            {
                throw new InvalidDataException("The registry of prometheus-net wrote a text without an end.");
            }

            _end -= EndOfPage.Length;
            if (!Current.IsEmpty)
            {
                families.Read(Current);
            }
        }
    }

    /// <summary>Ignores what is written from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Replace([]);
        }
    }

    private void ReadFamilies()
    {
        while (_buffer.AsSpan(_searched, _end - _searched).IndexOf(BetweenFamilies) is >= 0 and var found)
        {
            var next = _searched + found + 1;
            families.Read(_buffer.AsSpan(_start, next - _start));
            _start = _searched = next;
        }

        _searched = Math.Max(_searched, _end - BetweenFamilies.Length + 1);
    }

    private void EnsureRoomFor(int count)
    {
        if (_buffer.Length - _end >= count)
        {
            return;
        }

        var kept = Current;
        var buffer = _buffer.Length - kept.Length >= count && _start > 0
            ? _buffer
            : ArrayPool<byte>.Shared.Rent(checked(Math.Max(kept.Length * 2, kept.Length + count)));
        kept.CopyTo(buffer);
        (_searched, _end, _start) = (_searched - _start, kept.Length, 0);
        Replace(buffer);
    }

    private void Replace(byte[] buffer)
    {
        if (_buffer != buffer && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
    }
}
