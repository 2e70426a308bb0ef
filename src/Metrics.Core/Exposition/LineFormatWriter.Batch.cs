using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <content>Writes the series of instruments, several with one call. Most of a scrape is spent here.</content>
internal abstract partial class LineFormatWriter : ISeriesBatchVisitor
{
    // The bytes after which a batch ends, by estimate.
    private const int BatchSize = 16 * 1024;

    // By estimate, of a sample that is not one number.
    private const int LinesOfSample = 16;

    // The length of what surrounds name and labels: braces, blank, number, end of the line.
    private const int RestOfNumber = NumberFormatter.MaxLength + 4;

    // The labels of the series that is being collected, and their text.
    private LabelSet? _receivedLabels;
    private LabelSegment? _segment;
    private int _indexInSegment;

    LabelEncoding ISeriesBatchVisitor.LabelEncoding => TextLabelEncoding.Instance;

    /// <summary>Whether the format has exemplars.</summary>
    private protected abstract bool HasExemplars { get; }

    int ISeriesBatchVisitor.Receive(ReadOnlySpan<Series> series, LabelSegment labels, int first)
    {
        Span<NumberSample> samples = stackalloc NumberSample[LabelSegment.MaxCount];
        var numbers = ReadNumbers(series, samples);
        if (!labels.TryEnter())
        {
            return Write(series, samples, numbers, labels, first, hasEntered: false);
        }

        try
        {
            return Write(series, samples, numbers, labels, first, hasEntered: true);
        }
        finally
        {
            labels.Exit();
        }
    }

    // All numbers are read before the first is written: the objects are scattered in memory, and reads in a short loop overlap, so that the
    // processor waits for several of them at once. In a method of its own, which the runtime optimises for the kind of series that it sees.
    private static ulong ReadNumbers(ReadOnlySpan<Series> series, Span<NumberSample> samples)
    {
        var numbers = 0UL;
        for (var i = 0; i < series.Length; i++)
        {
            if (series[i].TryReadNumber(out samples[i]))
            {
                numbers |= 1UL << i;
            }
        }

        return numbers;
    }

    private int Write(
        ReadOnlySpan<Series> series,
        ReadOnlySpan<NumberSample> samples,
        ulong numbers,
        LabelSegment labels,
        int first,
        bool hasEntered)
    {
        var cursor = new Utf8Cursor(_output);
        var writesExemplars = HasExemplars;
        var size = 0;
        var i = 0;
        while (i < series.Length && size < BatchSize)
        {
            var text = labels[first + i];
            if ((numbers & (1UL << i)) != 0 && !(samples[i].HasExemplar && writesExemplars))
            {
                if (_metadataDue)
                {
                    AppendMetadata(ref cursor);
                    _metadataDue = false;
                }

                var value = samples[i].Value;
                AppendStart(ref cursor, text);
                if (hasEntered && !NumberFormatter.IsExactInteger(value))
                {
                    cursor.Append(value, labels.Numbers, first + i);
                }
                else
                {
                    cursor.Append(value);
                }

                cursor.Append((byte)'\n');
                size += _nameLength + text.Length;
            }
            else
            {
                cursor.Commit();
                (_receivedLabels, _segment, _indexInSegment) = (series[i].Labels, labels, first + i);
                series[i].Collect(this);
                _receivedLabels = null;
                size += LinesOfSample * (_nameLength + text.Length);
            }

            i++;
        }

        cursor.Commit();
        return i;
    }

    private void AppendStart(ref Utf8Cursor cursor, ReadOnlySpan<byte> labels)
    {
        cursor.Reserve(_nameLength + labels.Length + RestOfNumber);
        cursor.Append(Name);
        if (labels.Length > 0)
        {
            cursor.Append((byte)'{');
            cursor.Append(labels);
            cursor.Append((byte)'}');
        }

        cursor.Append((byte)' ');
    }
}
