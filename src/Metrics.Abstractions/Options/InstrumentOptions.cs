namespace PrometheusMetrics;

/// <summary>The options that every kind of instrument has: a series limit, a timeout for idle series, and whether a series is hidden at
/// first.</summary>
public abstract class InstrumentOptions
{
    private protected InstrumentOptions()
    {
    }

    /// <summary>The maximum number of series of the family; 1 or more. Further label values share the overflow series, whose label values
    /// are all <c>_overflow</c> except for constant labels; <c>metrics_series_overflow_total</c> counts the lookups that return it. A
    /// family without labels always has one series.</summary>
    /// <value>null by default: the limit of the registry, which is 10,000 by default.</value>
    public int? SeriesLimit { get; set; }

    /// <summary>The time after which a labelled series whose value has not changed is no longer exposed; more than zero. Changes are
    /// detected at scrapes. Writing to an instrument that you still hold exposes it again at the next scrape, with its previous value.
    /// Setting a gauge to its current value is not a change. Series that are exposed again may exceed <see cref="SeriesLimit"/>.</summary>
    /// <value>null by default: no timeout.</value>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>Whether a new series, also that of an instrument without labels, is hidden until the first write, as after
    /// <see cref="IMetricFamily{TInstrument}.Hide"/>. Every write exposes it, also one of the initial value: <c>Set(0)</c>,
    /// <c>Inc(0)</c>.</summary>
    /// <value>false by default: a series is exposed with its initial value as soon as it is created.</value>
    public bool HiddenUntilWritten { get; set; }
}
