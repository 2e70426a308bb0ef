using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>What the formats made of lines share: which lines there are, under which names, with which values.</summary>
/// <remarks>The lines about a family come with its first sample, so that a family without samples leaves no trace.</remarks>
internal abstract class LineWriter : ExpositionWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly NumberLabels _bounds;
    private readonly NumberLabels _quantiles;
    private readonly ArrayBufferWriter<byte> _stateLabel = new();
    private readonly byte[] _timestamp = new byte[1 + NumberText.MaxLength];
    private readonly bool _timestamps;
    private byte[] _name = [];
    private int _nameLength;
    private bool _metadataDue;

    /// <param name="output">Where to.</param>
    /// <param name="point">As in <see cref="NumberText.WriteCanonical"/>.</param>
    /// <param name="timestamps">Whether samples that have a timestamp show it.</param>
    private protected LineWriter(IBufferWriter<byte> output, bool point, bool timestamps = true)
    {
        _output = output;
        _timestamps = timestamps;
        _bounds = new NumberLabels("le"u8, double.NegativeInfinity, double.MaxValue, point);
        _quantiles = new NumberLabels("quantile"u8, 0, 1, point);
    }

    private protected ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    private protected sealed override void OnFamilyBegun()
    {
        var name = Family.Name;
        if (_name.Length < name.Length)
        {
            _name = new byte[Math.Max(name.Length, 128)];
        }

        _nameLength = Encoding.ASCII.GetBytes(name, _name);
        _metadataDue = true;
    }

    private protected sealed override void WriteUnknown(LabelSet labels, in UnknownSample sample) =>
        WriteValue(labels, sample.Value, sample.Timestamp);

    private protected sealed override void WriteGauge(LabelSet labels, in GaugeSample sample) =>
        WriteValue(labels, sample.Value, sample.Timestamp);

    private protected sealed override void WriteInfo(LabelSet labels, in InfoSample sample) =>
        WriteValue(labels, 1, sample.Timestamp);

    private protected sealed override void WriteStateSet(LabelSet labels, in StateSetSample sample)
    {
        if (sample.States.IsEmpty)
        {
            return;
        }

        var lines = BeginSeries(labels, sample.Timestamp);
        for (var i = 0; i < sample.States.Length; i++)
        {
            lines.Append(default, StateLabel(sample.States[i]), sample.Active[i] ? 1L : 0L);
            lines.End();
        }

        lines.Commit();
    }

    private protected sealed override void WriteHistogram(LabelSet labels, in HistogramSample sample)
    {
        _bounds.Use(sample.Bounds);
        var lines = BeginSeries(labels, sample.Timestamp);
        long count = 0;
        for (var i = 0; i < sample.BucketCounts.Length; i++)
        {
            count += sample.BucketCounts[i];
            lines.Append("_bucket"u8, i < sample.Bounds.Length ? _bounds[i] : "le=\"+Inf\""u8, count);
            AppendExemplar(ref lines.Cursor, in sample, i);
            lines.End();
        }

        AppendTotals(ref lines, in sample, count);
        lines.Commit();
    }

    private protected sealed override void WriteSummary(LabelSet labels, in SummarySample sample)
    {
        _quantiles.Use(sample.Quantiles);
        var lines = BeginSeries(labels, sample.Timestamp);
        for (var i = 0; i < sample.Quantiles.Length; i++)
        {
            if (ShowsQuantile(sample.Values[i]))
            {
                lines.Append(default, _quantiles[i], sample.Values[i]);
                lines.End();
            }
        }

        AppendTotals(ref lines, in sample);
        lines.Commit();
    }

    /// <summary>The lines about the family that is open.</summary>
    private protected abstract void AppendMetadata(ref Utf8Cursor cursor);

    /// <summary>Writes a timestamp and returns its length. There is room for <see cref="NumberText.MaxLength"/>.</summary>
    private protected abstract int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination);

    /// <summary>What stands between the count of a bucket and the end of its line.</summary>
    private protected abstract void AppendExemplar(ref Utf8Cursor cursor, in HistogramSample sample, int bucket);

    /// <summary>The lines below the buckets.</summary>
    private protected abstract void AppendTotals(ref SeriesLines lines, in HistogramSample sample, long count);

    /// <summary>The lines below the quantiles.</summary>
    private protected abstract void AppendTotals(ref SeriesLines lines, in SummarySample sample);

    /// <summary>Whether the format has a line for a quantile of this value.</summary>
    private protected abstract bool ShowsQuantile(double value);

    /// <summary>A line such as <c># HELP name text</c>; none if there is no text.</summary>
    private protected static void AppendAbout(
        ref Utf8Cursor cursor, ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> name, string text, bool quotes)
    {
        if (text.Length > 0)
        {
            cursor.Reserve(keyword.Length + name.Length + 4);
            cursor.Append("# "u8);
            cursor.Append(keyword);
            cursor.Append((byte)' ');
            cursor.Append(name);
            cursor.Append((byte)' ');
            cursor.AppendEscaped(text, quotes);
            cursor.Reserve(1);
            cursor.Append((byte)'\n');
        }
    }

    private protected SeriesLines BeginSeries(LabelSet labels, in DateTimeOffset? timestamp)
    {
        var length = 0;
        if (timestamp is { } time && _timestamps)
        {
            _timestamp[0] = (byte)' ';
            length = 1 + FormatTimestamp(time, _timestamp.AsSpan(1));
        }

        var lines = new SeriesLines(_output, Name, labels.Text, _timestamp.AsSpan(0, length));
        if (_metadataDue)
        {
            AppendMetadata(ref lines.Cursor);
            _metadataDue = false;
        }

        return lines;
    }

    private protected void WriteValue(LabelSet labels, double value, in DateTimeOffset? timestamp)
    {
        var lines = BeginSeries(labels, timestamp);
        lines.Append(default, default, value);
        lines.End();
        lines.Commit();
    }

    private ReadOnlySpan<byte> StateLabel(string state)
    {
        _stateLabel.ResetWrittenCount();
        var cursor = new Utf8Cursor(_stateLabel);
        cursor.Reserve(_nameLength + 2);
        cursor.Append(Name);
        cursor.Append("=\""u8);
        cursor.AppendEscaped(state, quotes: true);
        cursor.Reserve(1);
        cursor.Append((byte)'"');
        cursor.Commit();
        return _stateLabel.WrittenSpan;
    }
}
