namespace PrometheusMetrics;

/// <summary>What may be said about every kind of instrument: how many series it may have, and how long an idle one is shown.</summary>
public abstract class InstrumentOptions
{
    private protected InstrumentOptions()
    {
    }

    /// <summary>How many series the family may have; 1 or more. New label values beyond it share one series, whose labels all read
    /// <c>_overflow</c>; <c>metrics_series_overflow_total</c> counts how often. A family without labels has one series whatever this says.</summary>
    /// <value>null by default: the limit of the registry, 10,000 if nobody sets it.</value>
    public int? SeriesLimit { get; set; }

    /// <summary>How long a series with labels is shown after its value has changed for the last time, as seen at scrapes; more than zero. A write through a
    /// reference that somebody kept brings it back at the next scrape, with its old total. A gauge that is set to the value that it has counts as unchanged.
    /// Series that come back may be more than the limit.</summary>
    /// <value>null by default: for ever.</value>
    public TimeSpan? IdleTimeout { get; set; }
}
