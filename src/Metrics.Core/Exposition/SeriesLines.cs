using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>The lines of one series, <c>name_suffix{labels} value timestamp</c>, which have name, labels and timestamp in common.</summary>
/// <remarks>Append a line, end it, and in the end commit: until then the last lines may not be written. A line keeps room for its end; what comes
/// between the two reserves for itself and for the end.</remarks>
internal ref struct SeriesLines
{
    public Utf8Cursor Cursor;

    // What stands around the spans: a number, braces, comma, blank, line feed.
    private const int Rest = NumberFormatter.MaxLength + 8;

    private readonly ReadOnlySpan<byte> _name;
    private readonly ReadOnlySpan<byte> _labels;
    private readonly ReadOnlySpan<byte> _timestamp;

    /// <param name="output">Where to.</param>
    /// <param name="name">The name of the family's series, without suffix.</param>
    /// <param name="labels">The labels, as they stand between the braces.</param>
    /// <param name="timestamp">The timestamp with the blank before it, or nothing.</param>
    public SeriesLines(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> timestamp)
    {
        Cursor = new Utf8Cursor(output);
        _name = name;
        _labels = labels;
        _timestamp = timestamp;
    }

    /// <param name="suffix">What follows the name.</param>
    /// <param name="label">The label that the format itself adds, behind all others; or nothing.</param>
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
