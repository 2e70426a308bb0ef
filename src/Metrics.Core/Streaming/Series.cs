using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>One series: its labels, and a method that reports its current value.</summary>
internal abstract class Series : IMetricSeries
{
    private volatile bool _isRemoved;

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

    /// <summary>A number that changes when the value changes, except if the numbers of two values happen to be equal, which is rare. Only
    /// instruments have one; for other series it is 0.</summary>
    public virtual long ChangeVersion => 0;

    /// <summary>The number of lines of the sample in a line format, by which a batch is limited.</summary>
    public virtual int LineCount => 1;

    /// <summary>Reports exactly one sample. May be called by several collections at once, and concurrently with writes.</summary>
    public abstract void Collect(MetricVisitor visitor);

    /// <summary>Reads the sample if it is a counter or a gauge of an instrument. A scrape reads most series this way: it costs one call,
    /// and touches no other object than the series.</summary>
    /// <returns>False if <see cref="Collect"/> has to be called instead.</returns>
    public virtual bool TryReadNumber(out NumberSample sample)
    {
        sample = default;
        return false;
    }
}
