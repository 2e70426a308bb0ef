using System.Numerics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The base of the built-in formats: receives many series of an instrument with one call. Most of the time of a scrape is spent
/// here.</summary>
internal abstract class SeriesBatchWriter : ExpositionWriter, ISeriesBatchVisitor
{
    // The bytes after which a batch ends, by estimate.
    private const int BatchSize = 16 * 1024;

    // By estimate, of a line without name and labels: the label of a bucket, and the number.
    private const int RestOfLine = 32;

    private readonly LabelEncoding[] _encodings;
    private readonly NameEscaping _escaping;

    // That of the open family, or null until it is needed.
    private LabelEncoding? _encoding;

    // The labels of the series that is being collected, and their text.
    private LabelSet? _receivedLabels;
    private LabelSegment? _segment;
    private int _indexInSegment;

    /// <param name="encodings">How the format writes labels, for each escaping scheme.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    private protected SeriesBatchWriter(LabelEncoding[] encodings, NameEscaping escaping)
    {
        _encodings = encodings;
        _escaping = escaping;
    }

    LabelEncoding ISeriesBatchVisitor.LabelEncoding => _encoding ??= _encodings[(int)GetEffectiveEscaping()];

    protected override void OnFamilyBegun() => _encoding = null;

    int ISeriesBatchVisitor.Receive(ReadOnlySpan<Series> series, LabelSegment labels, int first, out int reported)
    {
        Span<NumberSample> samples = stackalloc NumberSample[LabelSegment.MaxCount];
        var numbers = ReadNumbers(series, samples);
        var budget = BatchSize;
        reported = 0;
        var i = 0;
        while (i < series.Length && budget > 0)
        {
            var run = BitOperations.TrailingZeroCount(~(numbers >> i));
            var written = run == 0 ? 0 : WriteNumbers(samples.Slice(i, run), labels, first + i, ref budget);
            i += written;
            reported += written;
            if (i < series.Length && budget > 0)
            {
                var line = Family.Name.Length + labels[first + i].Length + RestOfLine;
                budget -= (int)Math.Min((long)series[i].LineCount * line, BatchSize);
                reported += Collect(series[i], labels, first + i) ? 1 : 0;
                i++;
            }
        }

        return i;
    }

    /// <summary>Writes samples of the open family that are numbers.</summary>
    /// <param name="samples">The samples, of which there is one at least.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="first">The index of the labels of the first sample.</param>
    /// <param name="budget">The number of bytes after which the batch ends; it is reduced by what is written.</param>
    /// <returns>The number of samples that are written: those before the end of the batch, and before the first sample that has more than a
    /// number.</returns>
    private protected abstract int WriteNumbers(
        ReadOnlySpan<NumberSample> samples, LabelSegment labels, int first, ref int budget);

    /// <summary>Gets the encoded labels of the series that is being collected, if it is one of a batch.</summary>
    private protected bool TryGetReceived(LabelSet labels, out ReadOnlySpan<byte> text)
    {
        var isReceived = ReferenceEquals(labels, _receivedLabels);
        text = isReceived ? _segment![_indexInSegment] : default;
        return isReceived;
    }

    // All numbers are read before the first is written: the objects are scattered in memory, and reads in a short loop overlap, so that the
    // processor waits for several of them at once. In a method of its own, which the runtime optimises for the kind of series that it sees.
    private static ulong ReadNumbers(ReadOnlySpan<Series> series, Span<NumberSample> samples)
    {
        var numbers = 0UL;
        for (var i = 0; i < series.Length; i++)
        {
            if (!series[i].IsHidden && series[i].TryReadNumber(out samples[i]))
            {
                numbers |= 1UL << i;
            }
        }

        return numbers;
    }

    private bool Collect(Series series, LabelSegment labels, int index)
    {
        (_receivedLabels, _segment, _indexInSegment) = (series.Labels, labels, index);
        var isReported = series.CollectUnlessHidden(this);
        _receivedLabels = null;
        return isReported;
    }

    // All schemes but dots write legacy names in the same way, so that clients which ask for different schemes share the labels.
    private NameEscaping GetEffectiveEscaping()
    {
        if (_escaping == NameEscaping.Dots)
        {
            return _escaping;
        }

        foreach (var name in Family.LabelNames)
        {
            if (!EscapedName.IsLegacy(name, NameKind.Label))
            {
                return _escaping;
            }
        }

        return NameEscaping.AllowUtf8;
    }
}
