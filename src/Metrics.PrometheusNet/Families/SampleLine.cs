using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Reads the lines of the samples of one family, one after the other:
/// <c>name_suffix{a="x",le="0.5"} 1 # {trace_id="y"} 0.4 1700000000.123</c>.</summary>
/// <param name="samples">All lines.</param>
/// <param name="name">The name with which every line begins.</param>
internal ref struct SampleLine(ReadOnlySpan<byte> samples, ReadOnlySpan<byte> name)
{
    private readonly ReadOnlySpan<byte> _name = name;

    // From the beginning of the current line, and from that of the next one.
    private ReadOnlySpan<byte> _line;
    private ReadOnlySpan<byte> _rest = samples;
    private ReadOnlySpan<byte> _value;
    private ReadOnlySpan<byte> _labels;
    private int _lastLabel;

    /// <summary>What follows the name, such as <c>_bucket</c>; may be empty.</summary>
    public ReadOnlySpan<byte> Suffix { get; private set; }

    /// <summary>The exemplar, or null. One that can't be read is replaced by one that a registry drops and counts.</summary>
    public Exemplar? Exemplar { get; private set; }

    /// <summary>The labels, without braces.</summary>
    public readonly ReadOnlySpan<byte> Labels => _labels;

    /// <summary>Reads the next line.</summary>
    /// <param name="next">Labels with which those of the line may begin, and which then need not be searched for their ends.</param>
    /// <param name="last">Other such labels.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="FormatException">The line is no sample of the family.</exception>
    public bool Read(ReadOnlySpan<byte> next, ReadOnlySpan<byte> last)
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        _line = _rest;
        Require(_line.StartsWith(_name));
        var position = _name.Length;
        var suffixEnd = _line[position..].IndexOfAny((byte)'{', (byte)' ');
        RequireFound(suffixEnd);
        Suffix = _line.Slice(position, suffixEnd);
        position += suffixEnd;
        _labels = default;
        _lastLabel = 0;
        if (_line[position] == '{')
        {
            var known = _line[(position + 1)..];
            position = ReadLabels(position + 1, StartsWith(known, next) ? next.Length : StartsWith(known, last) ? last.Length : 0);
        }

        Require(position < _line.Length && _line[position] == ' ');
        ReadValue(position + 1);
        return true;
    }

    public readonly double GetDouble() => NumberReader.TryReadDouble(_value, out var value) ? value : throw Unexpected();

    public readonly long GetInt64() => NumberReader.TryReadInt64(_value, out var value) ? value : throw Unexpected();

    /// <summary>Divides the labels into those of the series and the last one, which the format adds, such as <c>le="0.5"</c>.</summary>
    /// <param name="start">The beginning of the last label: its name, the equals sign and the double quote.</param>
    /// <param name="labels">The labels of the series.</param>
    /// <returns>The value of the last label.</returns>
    /// <exception cref="FormatException">There is no such label.</exception>
    public readonly ReadOnlySpan<byte> SplitLabels(ReadOnlySpan<byte> start, out ReadOnlySpan<byte> labels)
    {
        var last = _labels[_lastLabel..];
        Require(last.StartsWith(start));
        labels = _lastLabel == 0 ? default : _labels[..(_lastLabel - 1)];
        return last[start.Length..^1];
    }

    /// <summary>Returns the exception for a line that is not where prometheus-net writes it.</summary>
    public readonly FormatException Unexpected()
    {
        var end = _line.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? _line : _line[..end]);
        return new FormatException($"It contains, or is followed by, '{ForeignText.Escape(line)}'.");
    }

    // A comma or brace in a value can't be taken for the end: a label ends in a double quote, and one in a value is escaped.
    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> labels) =>
        !labels.IsEmpty && text.Length > labels.Length && text[labels.Length] is (byte)',' or (byte)'}' && text.StartsWith(labels);

    private int ReadLabels(int start, int knownLength)
    {
        var position = start;
        if (knownLength > 0)
        {
            position += knownLength + 1;
            if (_line[position - 1] == '}')
            {
                _labels = _line.Slice(start, knownLength);
                return position;
            }
        }

        while (true)
        {
            _lastLabel = position - start;
            var equals = _line[position..].IndexOf((byte)'=');
            RequireFound(equals);
            position += equals + 1;
            Require(position < _line.Length && _line[position] == '"');
            position = SkipValue(position + 1);
            Require(position < _line.Length && _line[position] is (byte)',' or (byte)'}');
            if (_line[position++] == '}')
            {
                _labels = _line[start..(position - 1)];
                return position;
            }
        }
    }

    /// <returns>The position after the closing double quote.</returns>
    private readonly int SkipValue(int position)
    {
        while (true)
        {
            var found = _line[position..].IndexOfAny((byte)'"', (byte)'\\');
            RequireFound(found);
            position += found + 1;
            if (_line[position - 1] == '"')
            {
                return position;
            }

            position = Math.Min(position + 1, _line.Length);
        }
    }

    private void ReadValue(int position)
    {
        var end = _line[position..].IndexOfAny((byte)' ', (byte)'\n');
        RequireFound(end);
        _value = _line.Slice(position, end);
        position += end;
        Exemplar = null;
        if (_line[position] == ' ')
        {
            Exemplar = ExemplarReader.Read(_line[position..], out var length);
            position += length - 1;
        }

        _rest = _line[(position + 1)..];
    }

    private readonly void RequireFound(int index) => Require(index >= 0);

    private readonly void Require(bool condition)
    {
        if (!condition)
        {
            throw Unexpected();
        }
    }
}
