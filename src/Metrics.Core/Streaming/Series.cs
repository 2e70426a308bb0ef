using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>One series: its labels, and a method that reports its current value.</summary>
internal abstract class Series : IMetricSeries
{
    private volatile bool _isRemoved;
    private volatile bool _isHidden;

    protected Series(LabelSet labels) => Labels = labels;

    public LabelSet Labels { get; }

    /// <summary>Whether the series was removed from its family, permanently or until it is revived, so that caches do not return it. Only
    /// the family sets it.</summary>
    public bool IsRemoved
    {
        get => _isRemoved;
        set => _isRemoved = value;
    }

    /// <summary>Whether the series was used as overflow series, so that it does not count towards the series limit. Only the family uses
    /// it, under its gate.</summary>
    public bool IsOverflow { get; set; }

    /// <summary>Whether collections leave the series out until its next write.</summary>
    public bool IsHidden => _isHidden;

    /// <summary>A number that changes when the value changes or the series is hidden or shown, except if two numbers happen to be equal,
    /// which is rare.</summary>
    public long ChangeVersion => IsHidden ? ~ValueVersion : ValueVersion;

    /// <summary>The number of lines of the sample in a line format, by which a batch is limited.</summary>
    public virtual int LineCount => 1;

    /// <summary>A number that changes when the value changes, except if the numbers of two values happen to be equal, which is rare. Only
    /// instruments have one; for other series it is 0.</summary>
    protected virtual long ValueVersion => 0;

    /// <summary>Hides the series until its next write. A write at the same time counts as before or after it.</summary>
    public void Hide() => _isHidden = true;

    /// <summary>Reports exactly one sample, even if the series is hidden. May be called by several collections at once, and concurrently
    /// with writes.</summary>
    public abstract void Collect(MetricVisitor visitor);

    /// <summary>Reports the sample as a collection does: not if the series is hidden.</summary>
    /// <returns>Whether the sample was reported.</returns>
    public bool CollectUnlessHidden(MetricVisitor visitor)
    {
        if (IsHidden)
        {
            return false;
        }

        Collect(visitor);
        return true;
    }

    /// <summary>Reads the sample if it is a counter or a gauge of an instrument, even if the series is hidden. A scrape reads most series
    /// this way: it costs one call, and touches no other object than the series.</summary>
    /// <returns>False if <see cref="CollectUnlessHidden"/> has to be called instead.</returns>
    public virtual bool TryReadNumber(out NumberSample sample)
    {
        sample = default;
        return false;
    }

    /// <summary>Shows the series. An instrument calls it after every write if it is hidden, also after one that changes nothing: after it,
    /// so that no collection sees a value that was never meant to be seen.</summary>
    protected void Show() => _isHidden = false;

    /// <summary>Shows the series after a write if it is hidden.</summary>
    protected void OnWritten()
    {
        if (_isHidden)
        {
            Show();
        }
    }
}
