using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>The lines of one series, <c>name_suffix{labels} value timestamp</c>, which share name, labels and timestamp.</summary>
/// <remarks>Append and end each line, then commit: before that, the last lines may not have been written. An appended line reserves the
/// byte for its end; code that appends between the two reserves its own length and that byte.</remarks>
internal ref struct SeriesLines
{
    public Utf8Cursor Cursor;

    // The length of what surrounds the spans: a number, comma, brace, blank, line feed.
    private const int Rest = NumberFormatter.MaxLength + 8;

    private readonly FamilyNames _names;
    private readonly ReadOnlySpan<byte> _labels;
    private readonly ReadOnlySpan<byte> _timestamp;

    /// <param name="output">The buffer that receives the lines.</param>
    /// <param name="names">The names of the family.</param>
    /// <param name="labels">The rendered labels, without the braces.</param>
    /// <param name="timestamp">The timestamp with a blank before it, or empty.</param>
    public SeriesLines(IBufferWriter<byte> output, FamilyNames names, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> timestamp)
    {
        Cursor = new Utf8Cursor(output);
        _names = names;
        _labels = labels;
        _timestamp = timestamp;
    }

    /// <param name="suffix">The suffix of the name.</param>
    /// <param name="label">The label that the format itself adds, after all others, or empty.</param>
    /// <param name="value">The value.</param>
    public void Append(NameSuffix suffix, scoped ReadOnlySpan<byte> label, double value)
    {
        AppendSeries(suffix, label);
        Cursor.Append(value);
        Cursor.Append(_timestamp);
    }

    /// <inheritdoc cref="Append(NameSuffix, ReadOnlySpan{byte}, double)"/>
    public void Append(NameSuffix suffix, scoped ReadOnlySpan<byte> label, long value)
    {
        AppendSeries(suffix, label);
        Cursor.Append(value);
        Cursor.Append(_timestamp);
    }

    /// <summary>Appends the name, the labels and the blank after them, for a value that the caller appends.</summary>
    public void AppendSeries(NameSuffix suffix = NameSuffix.None) => AppendSeries(suffix, default);

    /// <summary>Appends the timestamp after a value that the caller has appended.</summary>
    public void AppendTimestamp()
    {
        Cursor.Reserve(_timestamp.Length + 1);
        Cursor.Append(_timestamp);
    }

    public void End() => Cursor.Append((byte)'\n');

    public void Commit() => Cursor.Commit();

    private void AppendSeries(NameSuffix suffix, scoped ReadOnlySpan<byte> label)
    {
        var start = _names.GetStart(suffix);
        Cursor.Reserve(start.Alone.Length + _labels.Length + label.Length + _timestamp.Length + Rest);
        if (_labels.Length + label.Length == 0)
        {
            Cursor.Append(start.Alone);
            return;
        }

        Cursor.Append(start.Open);
        Cursor.Append(_labels);
        if (_labels.Length > 0 && label.Length > 0)
        {
            Cursor.Append((byte)',');
        }

        Cursor.Append(label);
        Cursor.Append("} "u8);
    }
}
