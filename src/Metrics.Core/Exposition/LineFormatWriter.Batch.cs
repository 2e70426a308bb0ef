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
        // All numbers are read before the first is written: reads in a short loop overlap, so that the processor waits for several objects
        // at once that are scattered in memory.
        Span<NumberSample> samples = stackalloc NumberSample[LabelSegment.MaxCount];
        var numbers = 0UL;
        for (var j = 0; j < series.Length; j++)
        {
            numbers |= (series[j].TryReadNumber(out samples[j]) ? 1UL : 0) << j;
        }

        var cursor = new Utf8Cursor(_output);
        var writesExemplars = HasExemplars;
        var size = 0;
        var i = 0;
        while (i < series.Length && size < BatchSize)
        {
            var text = labels[first + i];
            ref var sample = ref samples[i];
            if ((numbers & (1UL << i)) != 0 && !(sample.HasExemplar && writesExemplars))
            {
                if (_metadataDue)
                {
                    AppendMetadata(ref cursor);
                    _metadataDue = false;
                }

                AppendNumber(ref cursor, text, sample.Value);
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

    private void AppendNumber(ref Utf8Cursor cursor, ReadOnlySpan<byte> labels, double value)
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
        cursor.Append(value);
        cursor.Append((byte)'\n');
    }
}
