using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The series limit of a family, and the search for its overflow series.</summary>
/// <remarks>Beyond the limit the number of values is unlimited, so the searches take no lock and allocate nothing. They return null if only
/// a search under the lock of the family can tell what is right.</remarks>
internal sealed class SeriesLimit(SeriesTable table, IdleSeriesSweeper? sweeper, int limit, int labels)
{
    // Changed under the gate of the family.
    private int _overflowSeries;

    // The series with the character that replaces unpaired surrogates. Without any, there is none of ill-formed values.
    private int _replacedSeries;

    /// <summary>Whether the family has as many series as it may have, overflow series excluded.</summary>
    public bool IsReached => table.Count - Volatile.Read(ref _overflowSeries) >= limit;

    public void OnAdded(Series series) => Count(series, 1);

    public void OnRemoved(Series series) => Count(series, -1);

    /// <summary>Excludes a series in the table from the count, because it is used as overflow series. One that only resembles it counts
    /// towards the limit: a client may choose some of its values.</summary>
    public void Exclude(Series overflow)
    {
        if (!overflow.IsOverflow)
        {
            overflow.IsOverflow = true;
            Volatile.Write(ref _overflowSeries, _overflowSeries + 1);
        }
    }

    /// <summary>Finds the overflow series for label values that are not in the table.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    /// <param name="constants">The constant labels among them.</param>
    /// <param name="isOverflow">Whether the result is the overflow series; the series of ill-formed values may be in the table.</param>
    public Series? Find(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isOverflow)
    {
        isOverflow = false;
        if (constants.Overflow is not { } overflow || !IsReached || labelValues.Length != labels)
        {
            return null;
        }

        isOverflow = sweeper is null && (Volatile.Read(ref _replacedSeries) == 0 || AreWellFormed(labelValues));
        return isOverflow ? overflow : FindByTexts(labelValues, constants, out isOverflow);
    }

    /// <summary>Finds the series of label values, or the overflow series.</summary>
    /// <param name="labelTexts">The values of all labels.</param>
    /// <param name="constants">The constant labels among them.</param>
    /// <param name="isOverflow">Whether the result is the overflow series.</param>
    public Series? Find(LabelTexts labelTexts, ConstantLabels constants, out bool isOverflow)
    {
        isOverflow = false;
        if (constants.Overflow is not { } overflow || !IsReached)
        {
            return null;
        }

        // A series is in the table or expired. While it changes from one to the other it is in both, so it is only overlooked if it is
        // revived between the two searches.
        var revivals = sweeper?.Revivals ?? 0;
        if (table.Find(labelTexts) is { } found)
        {
            return found;
        }

        if (sweeper is not null && (sweeper.HasExpired(labelTexts) || sweeper.Revivals != revivals))
        {
            return null;
        }

        isOverflow = true;
        return overflow;
    }

    private Series? FindByTexts(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isOverflow)
    {
        var buffer = new LabelTextBuffer(
            stackalloc char[LabelTextBuffer.StackLength],
            labels <= LabelTextBuffer.StackLabels ? stackalloc int[LabelTextBuffer.StackLabels] : new int[labels],
            int.MaxValue);
        foreach (var value in labelValues)
        {
            buffer.Append(value);
        }

        var found = Find(buffer.Texts, constants, out isOverflow);
        buffer.Dispose();
        return found;
    }

    private static bool AreWellFormed(ReadOnlySpan<string> labelValues)
    {
        foreach (var value in labelValues)
        {
            if (!WellFormedText.Is(value))
            {
                return false;
            }
        }

        return true;
    }

    private void Count(Series series, int change)
    {
        if (series.IsOverflow)
        {
            Volatile.Write(ref _overflowSeries, _overflowSeries + change);
        }

        foreach (var value in series.Labels.Values)
        {
            if (value.Contains(WellFormedText.Replacement))
            {
                Volatile.Write(ref _replacedSeries, _replacedSeries + change);
                break;
            }
        }
    }
}
