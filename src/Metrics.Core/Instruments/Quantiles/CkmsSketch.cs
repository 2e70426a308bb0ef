namespace PrometheusMetrics.Instruments;

/// <summary>
/// A summary of many values that answers rank questions within the errors of the objectives: CKMS, "Effective computation of biased
/// quantiles over data streams" (Cormode, Korn, Muthukrishnan, Srivastava), with targeted quantiles. Only readers may share it.
/// </summary>
internal sealed class CkmsSketch
{
    private CkmsSample[] _samples = [];
    private int _count;

    /// <summary>How many values were taken in.</summary>
    public long Total { get; private set; }

    /// <summary>The last rotation interval in which this stream is the one to read.</summary>
    public long LastInterval { get; private set; }

    /// <summary>How many entries are kept for them.</summary>
    public int SampleCount => _count;

    private ReadOnlySpan<CkmsSample> Samples => _samples.AsSpan(0, _count);

    /// <summary>Empties the stream.</summary>
    /// <param name="lastInterval">The new <see cref="LastInterval"/>.</param>
    public void Reset(long lastInterval)
    {
        _count = 0;
        Total = 0;
        LastInterval = lastInterval;
    }

    /// <summary>Makes this the summary of another stream's values and of new ones. The other stream stays as it is.</summary>
    /// <param name="source">Another stream.</param>
    /// <param name="added">The new values, ascending.</param>
    /// <param name="objectives">What to keep in mind while forgetting.</param>
    public void SetToMerged(CkmsSketch source, ReadOnlySpan<double> added, QuantileObjectives objectives)
    {
        Reset(source.LastInterval);
        Total = source.Total + added.Length;
        var merge = new SketchMerge(source.Samples, added);

        // The first entry has nothing below it and stays alone, so the smallest value is never forgotten. The greatest never is,
        // since neighbours are joined under the name of the upper one.
        var entry = default(CkmsSample);
        var below = 0L;
        var widest = 0;
        while (merge.TryTake(out var run))
        {
            var values = run.Values;
            var width = run.FirstWidth;
            while (!values.IsEmpty)
            {
                // 'joined' values fit into the entry at hand, if the first of them brings its whole width along.
                var joined = Math.Min(values.Length, widest - entry.Width - run.Delta - (width - 1));
                if (joined > 0)
                {
                    entry = new CkmsSample(values[joined - 1], entry.Width + width - 1 + joined, run.Delta);
                }
                else
                {
                    below += Append(entry);
                    widest = below > 0 && Total >= QuantileObjectives.ExactBelow ? objectives.MaxWidthAt(below, Total - below) : 0;
                    entry = new CkmsSample(values[0], width, run.Delta);
                    joined = 1;
                }

                values = values[joined..];
                width = 1;
            }
        }

        Append(entry);
    }

    /// <summary>Of this stream's values and new ones the one whose possible ranks stray least from a rank; NaN if there are none.</summary>
    /// <param name="added">The new values, ascending.</param>
    /// <param name="rank">The rank to come near to, 1 to the number of all values.</param>
    public double ValueAt(double rank, ReadOnlySpan<double> added)
    {
        var nearest = double.NaN;
        var distance = double.PositiveInfinity;
        var below = 0L;
        var merge = new SketchMerge(Samples, added);
        while (merge.TryTake(out var run))
        {
            // The ranks of a run rise by one from value to value, so where possible ranks have 'rank' in their middle can be reckoned.
            below += run.FirstWidth - 1;
            var middle = Math.Round(rank - (run.Delta / 2.0)) - below;
            var index = (int)Math.Clamp(middle, 1, run.Values.Length) - 1;
            var lowest = below + index + 1;
            var strays = Math.Max(rank - lowest, lowest + run.Delta - rank);
            if (strays < distance)
            {
                (nearest, distance) = (run.Values[index], strays);
            }

            below += run.Values.Length;
        }

        return nearest;
    }

    private int Append(CkmsSample entry)
    {
        if (entry.Width > 0)
        {
            if (_count == _samples.Length)
            {
                Array.Resize(ref _samples, Math.Max(16, 2 * _count));
            }

            _samples[_count++] = entry;
        }

        return entry.Width;
    }
}
