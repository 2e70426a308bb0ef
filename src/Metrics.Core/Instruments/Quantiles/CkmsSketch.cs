namespace PrometheusMetrics.Instruments;

/// <summary>
/// A CKMS sketch: few samples of many values, from which quantiles are estimated within the errors of the objectives. Source: "Effective
/// computation of biased quantiles over data streams" (Cormode, Korn, Muthukrishnan, Srivastava), targeted quantiles. Several threads may
/// read it at the same time, if none changes it.
/// </summary>
internal sealed class CkmsSketch
{
    private CkmsSample[] _samples = [];
    private int _count;

    /// <summary>The number of values that were added.</summary>
    public long Total { get; private set; }

    /// <summary>The last rotation interval in which readers may use this sketch.</summary>
    public long LastInterval { get; private set; }

    /// <summary>The number of samples that represent them.</summary>
    public int SampleCount => _count;

    private ReadOnlySpan<CkmsSample> Samples => _samples.AsSpan(0, _count);

    /// <summary>Empties the sketch.</summary>
    /// <param name="lastInterval">The new <see cref="LastInterval"/>.</param>
    public void Reset(long lastInterval)
    {
        _count = 0;
        Total = 0;
        LastInterval = lastInterval;
    }

    /// <summary>Replaces the contents of this sketch by those of another sketch and new values. The other sketch does not change.</summary>
    /// <param name="source">The other sketch.</param>
    /// <param name="added">The new values, ascending.</param>
    /// <param name="objectives">The objectives, which limit the widths of merged samples.</param>
    public void SetToMerged(CkmsSketch source, ReadOnlySpan<double> added, QuantileObjectives objectives)
    {
        Reset(source.LastInterval);
        Total = source.Total + added.Length;
        var merge = new SketchMerge(source.Samples, added);

        // The first sample has no values below it and is not merged, so the smallest value is always kept. The greatest is always kept too,
        // because adjacent samples are merged into the upper one.
        var sample = default(CkmsSample);
        var below = 0L;
        var maxWidth = 0;
        while (merge.TryGetNext(out var run))
        {
            var values = run.Values;
            var width = run.FirstWidth;
            while (!values.IsEmpty)
            {
                // The number of values that can be merged into the current sample; the first of them adds its whole width.
                var merged = Math.Min(values.Length, maxWidth - sample.Width - run.Delta - (width - 1));
                if (merged > 0)
                {
                    sample = new CkmsSample(values[merged - 1], sample.Width + width - 1 + merged, run.Delta);
                }
                else
                {
                    below += Append(sample);
                    maxWidth = below > 0 && Total >= QuantileObjectives.ExactBelow ? objectives.MaxWidthAt(below, Total - below) : 0;
                    sample = new CkmsSample(values[0], width, run.Delta);
                    merged = 1;
                }

                values = values[merged..];
                width = 1;
            }
        }

        Append(sample);
    }

    /// <summary>Returns the value, of this sketch and new values, whose possible ranks deviate least from a rank; NaN if there are no
    /// values.</summary>
    /// <param name="rank">The target rank, 1 to the number of all values.</param>
    /// <param name="added">The new values, ascending.</param>
    public double ValueAt(double rank, ReadOnlySpan<double> added)
    {
        var nearest = double.NaN;
        var distance = double.PositiveInfinity;
        var below = 0L;
        var merge = new SketchMerge(Samples, added);
        while (merge.TryGetNext(out var run))
        {
            // The ranks in a run increase by one, so the value whose possible ranks have 'rank' in their middle is computed, not searched.
            below += run.FirstWidth - 1;
            var middle = Math.Round(rank - (run.Delta / 2.0)) - below;
            var index = (int)Math.Clamp(middle, 1, run.Values.Length) - 1;
            var lowest = below + index + 1;
            var deviation = Math.Max(rank - lowest, lowest + run.Delta - rank);
            if (deviation < distance)
            {
                (nearest, distance) = (run.Values[index], deviation);
            }

            below += run.Values.Length;
        }

        return nearest;
    }

    private int Append(CkmsSample sample)
    {
        if (sample.Width > 0)
        {
            if (_count == _samples.Length)
            {
                Array.Resize(ref _samples, Math.Max(16, 2 * _count));
            }

            _samples[_count++] = sample;
        }

        return sample.Width;
    }
}
