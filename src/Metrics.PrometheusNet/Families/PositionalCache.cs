namespace PrometheusMetrics.PrometheusNet;

/// <summary>Values by the texts from which they were created. Texts that are looked up in the order of the last time find their values by
/// one
/// comparison; prometheus-net keeps the order of its series until one is removed.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class PositionalCache<T>(PositionalCache<T>.Factory create)
{
    private readonly List<(byte[] Text, T Value)> _entries = [];
    private int _next;

    public delegate T Factory(ReadOnlySpan<byte> text);

    /// <summary>The text that is probably looked up next; empty if that is unknown.</summary>
    public ReadOnlySpan<byte> Next => _next < _entries.Count ? _entries[_next].Text : default;

    /// <summary>The text that was looked up last; empty if there is none.</summary>
    public ReadOnlySpan<byte> Last => _next > 0 ? _entries[_next - 1].Text : default;

    /// <summary>Begins again with the first text.</summary>
    public void Restart() => _next = 0;

    public T GetNext(ReadOnlySpan<byte> text)
    {
        if (_next < _entries.Count && text.SequenceEqual(Next))
        {
            return _entries[_next++].Value;
        }

        var entry = (text.ToArray(), create(text));
        if (_next < _entries.Count)
        {
            _entries[_next] = entry;
        }
        else
        {
            _entries.Add(entry);
        }

        _next++;
        return entry.Item2;
    }

    /// <summary>Returns whether a text is the last one that was looked up.</summary>
    public bool IsLast(ReadOnlySpan<byte> text) => _next > 0 && text.SequenceEqual(Last);

    /// <summary>Removes the entries after the last text.</summary>
    public void Trim() => _entries.RemoveRange(_next, _entries.Count - _next);
}
