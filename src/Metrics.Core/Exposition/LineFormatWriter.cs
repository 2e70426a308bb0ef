using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The common base of the line formats: determines the lines of a sample, their names and their values.</summary>
/// <remarks>The metadata of a family is written with its first sample, so that nothing is written for a family without samples.</remarks>
internal abstract partial class LineFormatWriter : SeriesBatchWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly BoundLabelCache _bounds;
    private readonly BoundLabelCache _quantiles;
    private readonly byte[] _timestamp = new byte[1 + NumberFormatter.MaxLength];
    private readonly bool _timestamps;
    private readonly FamilyNames _names;

    private bool _metadataDue;

    // Created on first use.
    private ArrayBufferWriter<byte>? _labels;
    private ArrayBufferWriter<byte>? _stateLabel;

    /// <param name="output">The buffer that receives the body.</param>
    /// <param name="trailingZero">As in <see cref="NumberFormatter.WriteCanonical"/>.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="timestamps">Whether the timestamps of samples are written.</param>
    private protected LineFormatWriter(IBufferWriter<byte> output, bool trailingZero, NameEscaping escaping, bool timestamps = true)
        : base(TextLabelEncoding.All, escaping)
    {
        _output = output;
        _names = new FamilyNames(escaping);
        _timestamps = timestamps;
        _bounds = new BoundLabelCache(SampleParts.BoundLabelUtf8, trailingZero);
        _quantiles = new BoundLabelCache(SampleParts.QuantileLabelUtf8, trailingZero);
    }

    /// <summary>The names of the open family.</summary>
    private protected FamilyNames Names => _names;

    protected sealed override void OnFamilyBegun()
    {
        base.OnFamilyBegun();
        _names.Begin(Family);
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

    protected override void WriteHistogram(LabelSet labels, in HistogramSample sample)
    {
        UseBounds(sample.Bounds);
        var parts = new PartLines(this, BeginSeries(labels, sample.Timestamp)) { Bounds = sample.Bounds, Exemplars = sample.Exemplars };
        SampleFlattener.Flatten(in sample, ref parts);
        parts.Lines.Commit();
    }

    protected override void WriteSummary(LabelSet labels, in SummarySample sample)
    {
        UseQuantiles(sample.Quantiles);
        var parts = new PartLines(this, BeginSeries(labels, sample.Timestamp));
        SampleFlattener.Flatten(in sample, ref parts);
        parts.Lines.Commit();
    }

    /// <summary>Appends the metadata of the open family.</summary>
    private protected abstract void AppendMetadata(ref Utf8Cursor cursor);

    /// <summary>Writes a timestamp and returns its length. The destination has <see cref="NumberFormatter.MaxLength"/> bytes.</summary>
    private protected abstract int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination);

    /// <summary>Appends what is between the count of a bucket and the end of its line: nothing, unless the format has
    /// exemplars.</summary>
    private protected virtual void AppendExemplar(ref Utf8Cursor cursor, Exemplar? exemplar, ReadOnlySpan<double> bounds, int bucket)
    {
    }

    /// <summary>Appends the lines after the buckets or the quantiles.</summary>
    private protected virtual void AppendTotals(ref SeriesLines lines, long count, double sum)
    {
        lines.Append(NameSuffix.Sum, default, sum);
        lines.End();
        lines.Append(NameSuffix.Count, default, count);
        lines.End();
    }

    /// <summary>Makes the texts of bounds available to <see cref="GetBound"/>.</summary>
    private protected void UseBounds(ReadOnlySpan<double> bounds) => _bounds.Use(bounds, BoundsVersion);

    /// <summary>Makes the texts of quantiles available to <see cref="GetQuantile"/>.</summary>
    private protected void UseQuantiles(ReadOnlySpan<double> quantiles) => _quantiles.Use(quantiles, QuantilesVersion);

    private protected ReadOnlySpan<byte> GetBound(int index) => WithoutName(_bounds[index], SampleParts.BoundLabelUtf8);

    private protected ReadOnlySpan<byte> GetQuantile(int index) => WithoutName(_quantiles[index], SampleParts.QuantileLabelUtf8);

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

    // The label is name="value".
    private static ReadOnlySpan<byte> WithoutName(ReadOnlySpan<byte> label, ReadOnlySpan<byte> name) => label[(name.Length + 2)..^1];

    private protected SeriesLines BeginSeries(LabelSet labels, in DateTimeOffset? timestamp)
    {
        var length = 0;
        if (timestamp is { } time && _timestamps)
        {
            _timestamp[0] = (byte)' ';
            length = 1 + FormatTimestamp(time, _timestamp.AsSpan(1));
        }

        var text = TryGetReceived(labels, out var received) ? received : RenderLabels(labels);
        var lines = new SeriesLines(_output, _names, text, _timestamp.AsSpan(0, length));
        AppendMetadataIfDue(ref lines.Cursor);
        return lines;
    }

    private protected void WriteValue(LabelSet labels, double value, in DateTimeOffset? timestamp)
    {
        var lines = BeginSeries(labels, timestamp);
        lines.Append(NameSuffix.None, default, value);
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
        cursor.AppendLabels(labels, _names.Escaping);
        cursor.Commit();
        return _labels.WrittenSpan;
    }

    private ReadOnlySpan<byte> RenderStateLabel(string state)
    {
        _stateLabel ??= new ArrayBufferWriter<byte>();
        _stateLabel.ResetWrittenCount();
        var cursor = new Utf8Cursor(_stateLabel);
        cursor.AppendLabel(Family.Name, state, _names.Escaping, isFirst: true);
        cursor.Commit();
        return _stateLabel.WrittenSpan;
    }
}
