using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>The lines of one series, <c>name_suffix{labels} value timestamp</c>, which share name, labels and timestamp.</summary>
/// <remarks>Append and end each line, then commit: before that, the last lines may not have been written. An appended line reserves the
/// byte for its end; code that appends between the two reserves its own length and that byte.</remarks>
internal ref struct SeriesLines
{
    public Utf8Cursor Cursor;

    // The length of what surrounds the spans: a number, braces, comma, blank, line feed.
    private const int Rest = NumberFormatter.MaxLength + 8;

    private readonly ReadOnlySpan<byte> _name;
    private readonly ReadOnlySpan<byte> _labels;
    private readonly ReadOnlySpan<byte> _timestamp;

    /// <param name="output">The buffer that receives the lines.</param>
    /// <param name="name">The name of the family's series, without suffix.</param>
    /// <param name="labels">The rendered labels, without the braces.</param>
    /// <param name="timestamp">The timestamp with a blank before it, or empty.</param>
    public SeriesLines(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> timestamp)
    {
        Cursor = new Utf8Cursor(output);
        _name = name;
        _labels = labels;
        _timestamp = timestamp;
    }

    /// <param name="suffix">The suffix of the name, or empty.</param>
    /// <param name="label">The label that the format itself adds, after all others, or empty.</param>
    /// <param name="value">The value.</param>
    public void Append(scoped ReadOnlySpan<byte> suffix, scoped ReadOnlySpan<byte> label, double value)
    {
        AppendSeries(suffix, label);
        Cursor.Append(value);
        Cursor.Append(_timestamp);
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, ReadOnlySpan{byte}, double)"/>
    public void Append(scoped ReadOnlySpan<byte> suffix, scoped ReadOnlySpan<byte> label, long value)
    {
        AppendSeries(suffix, label);
        Cursor.Append(value);
        Cursor.Append(_timestamp);
    }

    public void End() => Cursor.Append((byte)'\n');

    public void Commit() => Cursor.Commit();

    private void AppendSeries(scoped ReadOnlySpan<byte> suffix, scoped ReadOnlySpan<byte> label)
    {
        Cursor.Reserve(_name.Length + suffix.Length + _labels.Length + label.Length + _timestamp.Length + Rest);
        Cursor.Append(_name);
        Cursor.Append(suffix);
        if (_labels.Length + label.Length > 0)
        {
            Cursor.Append((byte)'{');
            Cursor.Append(_labels);
            if (_labels.Length > 0 && label.Length > 0)
            {
                Cursor.Append((byte)',');
            }

            Cursor.Append(label);
            Cursor.Append((byte)'}');
        }

        Cursor.Append((byte)' ');
    }
}
