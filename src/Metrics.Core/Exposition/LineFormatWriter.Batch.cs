using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <content>Writes the numbers of many series.</content>
internal abstract partial class LineFormatWriter
{
    // The length of what surrounds name and labels: brace, blank, number, start timestamp, end of the line.
    private const int RestOfNumber = (2 * NumberFormatter.MaxLength) + 8;

    /// <summary>Whether a line can have more than a number.</summary>
    private protected virtual bool HasMoreThanNumbers => false;

    private protected sealed override int WriteNumbers(
        ReadOnlySpan<NumberSample> samples, LabelSegment labels, int first, ref int budget)
    {
        // Readers that do not enter find the text of each number themselves.
        var hasEntered = labels.TryEnter();
        try
        {
            return WriteNumbers(samples, labels, first, hasEntered, ref budget);
        }
        finally
        {
            if (hasEntered)
            {
                labels.Exit();
            }
        }
    }

    /// <summary>Returns whether the line of a sample has a number and what <see cref="AppendAfterNumber"/> appends, but no more. Called if
    /// <see cref="HasMoreThanNumbers"/> is true.</summary>
    private protected virtual bool CanWrite(in NumberSample sample) => true;

    /// <summary>Appends what is between the number and the end of a line, of at most <see cref="NumberFormatter.MaxLength"/> + 4 bytes.
    /// Called if <see cref="HasMoreThanNumbers"/> is true.</summary>
    private protected virtual void AppendAfterNumber(ref Utf8Cursor cursor, in NumberSample sample)
    {
    }

    private int WriteNumbers(ReadOnlySpan<NumberSample> samples, LabelSegment labels, int first, bool hasEntered, ref int budget)
    {
        var cursor = new Utf8Cursor(_output);
        var start = _names.GetStart(NameSuffix.None);
        var hasMore = HasMoreThanNumbers;
        var i = 0;
        for (; i < samples.Length && budget > 0; i++)
        {
            ref readonly var sample = ref samples[i];
            if (hasMore && !CanWrite(in sample))
            {
                break;
            }

            AppendMetadataIfDue(ref cursor);
            var text = labels[first + i];
            budget -= start.Open.Length + text.Length;
            AppendSeries(ref cursor, start, text);
            if (hasEntered && !NumberFormatter.IsExactInteger(sample.Value))
            {
                cursor.Append(sample.Value, labels.Numbers, first + i);
            }
            else
            {
                cursor.Append(sample.Value);
            }

            if (hasMore)
            {
                AppendAfterNumber(ref cursor, in sample);
            }

            cursor.Append((byte)'\n');
        }

        cursor.Commit();
        return i;
    }

    // Series that are written together have labels: a family without labels has one series.
    private static void AppendSeries(ref Utf8Cursor cursor, LineStart start, ReadOnlySpan<byte> labels)
    {
        cursor.Reserve(start.Open.Length + labels.Length + RestOfNumber);
        cursor.Append(start.Open);
        cursor.Append(labels);
        cursor.Append("} "u8);
    }

    private void AppendMetadataIfDue(ref Utf8Cursor cursor)
    {
        if (_metadataDue)
        {
            AppendMetadata(ref cursor);
            _metadataDue = false;
        }
    }
}
