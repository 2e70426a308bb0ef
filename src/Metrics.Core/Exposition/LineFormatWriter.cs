using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The common base of the line formats: determines the lines of a sample, their names and their values.</summary>
/// <remarks>The metadata of a family is written with its first sample, so that nothing is written for a family without samples.</remarks>
internal abstract partial class LineFormatWriter : ExpositionWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly BoundLabelCache _bounds;
    private readonly BoundLabelCache _quantiles;
    private readonly byte[] _timestamp = new byte[1 + NumberFormatter.MaxLength];
    private readonly bool _timestamps;
    private byte[] _name = [];
    private int _nameLength;
    private bool _metadataDue;

    // Created on first use.
    private ArrayBufferWriter<byte>? _labels;
    private ArrayBufferWriter<byte>? _stateLabel;

    /// <param name="output">The buffer that receives the body.</param>
    /// <param name="trailingZero">As in <see cref="NumberFormatter.WriteCanonical"/>.</param>
    /// <param name="timestamps">Whether the timestamps of samples are written.</param>
    private protected LineFormatWriter(IBufferWriter<byte> output, bool trailingZero, bool timestamps = true)
    {
        _output = output;
        _timestamps = timestamps;
        _bounds = new BoundLabelCache(SampleParts.BoundLabelUtf8, trailingZero);
        _quantiles = new BoundLabelCache(SampleParts.QuantileLabelUtf8, trailingZero);
    }

    private protected ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    protected sealed override void OnFamilyBegun()
    {
        var name = Family.Name;
        if (_name.Length < name.Length)
        {
            _name = new byte[Math.Max(name.Length, 128)];
        }

        _nameLength = Encoding.ASCII.GetBytes(name, _name);
        _metadataDue = true;
    }

    protected sealed override void WriteUnknown(LabelSet labels, in UnknownSample sample) =>
        WriteValue(labels, sample.Value, sample.Timestamp);

    protected sealed override void WriteGauge(LabelSet labels, in GaugeSample sample) =>
        WriteValue(labels, sample.Value, sample.Timestamp);

    protected sealed override void WriteInfo(LabelSet labels, in InfoSample sample)
    {
        var parts = new PartLines(this, BeginSeries(labels, sample.Timestamp));
        SampleFlattener.Flatten(in sample, ref parts);
        parts.Lines.Commit();
    }

    protected sealed override void WriteStateSet(LabelSet labels, in StateSetSample sample)
    {
        if (sample.States.IsEmpty)
        {
            return;
        }

        var parts = new PartLines(this, BeginSeries(labels, sample.Timestamp));
        SampleFlattener.Flatten(in sample, ref parts);
        parts.Lines.Commit();
    }

    protected sealed override void WriteHistogram(LabelSet labels, in HistogramSample sample)
    {
        _bounds.Use(sample.Bounds, BoundsVersion);
        var parts = new PartLines(this, BeginSeries(labels, sample.Timestamp)) { Bounds = sample.Bounds, Exemplars = sample.Exemplars };
        SampleFlattener.Flatten(in sample, ref parts);
        parts.Lines.Commit();
    }

    protected sealed override void WriteSummary(LabelSet labels, in SummarySample sample)
    {
        _quantiles.Use(sample.Quantiles, QuantilesVersion);
        var parts = new PartLines(this, BeginSeries(labels, sample.Timestamp));
        SampleFlattener.Flatten(in sample, ref parts);
        parts.Lines.Commit();
    }

    /// <summary>Appends the metadata of the open family.</summary>
    private protected abstract void AppendMetadata(ref Utf8Cursor cursor);

    /// <summary>Writes a timestamp and returns its length. The destination has <see cref="NumberFormatter.MaxLength"/> bytes.</summary>
    private protected abstract int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination);

    /// <summary>Appends what is between the count of a bucket and the end of its line.</summary>
    private protected abstract void AppendExemplar(ref Utf8Cursor cursor, Exemplar? exemplar, ReadOnlySpan<double> bounds, int bucket);

    /// <summary>Appends the lines after the buckets or the quantiles.</summary>
    private protected abstract void AppendTotals(ref SeriesLines lines, long count, double sum);

    /// <summary>Appends a line such as <c># HELP name text</c>, or nothing if the text is empty.</summary>
    private protected static void AppendMetadataLine(
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

        var text = ReferenceEquals(labels, _receivedLabels) ? _segment![_indexInSegment] : RenderLabels(labels);
        var lines = new SeriesLines(_output, Name, text, _timestamp.AsSpan(0, length));
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

    private ReadOnlySpan<byte> RenderLabels(LabelSet labels)
    {
        if (labels.Count == 0)
        {
            return default;
        }

        _labels ??= new ArrayBufferWriter<byte>();
        _labels.ResetWrittenCount();
        var cursor = new Utf8Cursor(_labels);
        cursor.AppendLabels(labels);
        cursor.Commit();
        return _labels.WrittenSpan;
    }

    private ReadOnlySpan<byte> RenderStateLabel(string state)
    {
        _stateLabel ??= new ArrayBufferWriter<byte>();
        _stateLabel.ResetWrittenCount();
        var cursor = new Utf8Cursor(_stateLabel);
        cursor.AppendLabel(Family.Name, state, isFirst: true);
        cursor.Commit();
        return _stateLabel.WrittenSpan;
    }
}
