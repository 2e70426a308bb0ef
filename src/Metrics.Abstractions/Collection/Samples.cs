namespace PrometheusMetrics.Collection;

/// <summary>One series of a counter at one moment.</summary>
/// <param name="value">The total: zero or more.</param>
public readonly ref struct CounterSample(double value)
{
    /// <summary>The total.</summary>
    public double Value { get; } = value;

    /// <summary>The creation time, at which counting began, or null if it is not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>An exemplar of what was counted, or null.</summary>
    public Exemplar? Exemplar { get; init; }
}

/// <summary>One series of a gauge at one moment.</summary>
/// <param name="value">Any value, infinities and NaN included. NaN does not mean that a value is missing: leave such a series out.</param>
public readonly ref struct GaugeSample(double value)
{
    /// <summary>The value.</summary>
    public double Value { get; } = value;

    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One series of unknown type at one moment.</summary>
/// <param name="value">Any value.</param>
public readonly ref struct UnknownSample(double value)
{
    /// <summary>The value.</summary>
    public double Value { get; } = value;

    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One series of an info. The facts are in the labels.</summary>
public readonly ref struct InfoSample
{
    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One series of a state set at one moment.</summary>
/// <param name="states">The names of all states, without duplicates; not empty.</param>
/// <param name="active">Whether each state is on; one value for each of <paramref name="states"/>.</param>
public readonly ref struct StateSetSample(ReadOnlySpan<string> states, ReadOnlySpan<bool> active)
{
    /// <summary>The names of all states.</summary>
    public ReadOnlySpan<string> States { get; } = states;

    /// <summary>Whether each state is on.</summary>
    public ReadOnlySpan<bool> Active { get; } = active;

    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One series of a histogram at one moment.</summary>
/// <param name="bounds">The finite upper bounds, strictly increasing; may be empty.</param>
/// <param name="bucketCounts">The number of observations in each bucket, not cumulative: one more than bounds, the last one for
/// +Inf. They add up to at most 2^63-1.</param>
/// <param name="sum">The sum of all observations. Any value; it falls if observations are negative.</param>
public readonly ref struct HistogramSample(ReadOnlySpan<double> bounds, ReadOnlySpan<long> bucketCounts, double sum)
{
    /// <summary>The finite upper bounds, strictly increasing.</summary>
    public ReadOnlySpan<double> Bounds { get; } = bounds;

    /// <summary>The number of observations in each bucket, not cumulative; the last one is for +Inf.</summary>
    public ReadOnlySpan<long> BucketCounts { get; } = bucketCounts;

    /// <summary>The sum of all observations.</summary>
    public double Sum { get; } = sum;

    /// <summary>The creation time, at which counting began, or null if it is not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>One exemplar or null for each bucket; empty if there are no exemplars.</summary>
    public ReadOnlySpan<Exemplar?> Exemplars { get; init; }

    /// <summary>The native buckets, if any. They count the same observations as <see cref="BucketCounts"/>, except for NaN, which is in no
    /// native bucket.</summary>
    public NativeHistogramSample Native { get; init; }
}

/// <summary>One series of a summary at one moment.</summary>
/// <param name="count">The number of observations.</param>
/// <param name="sum">The sum of all observations.</param>
/// <param name="quantiles">The quantiles, ascending, 0 to 1; may be empty.</param>
/// <param name="values">The estimates, one for each quantile; NaN if there was no recent observation.</param>
public readonly ref struct SummarySample(long count, double sum, ReadOnlySpan<double> quantiles, ReadOnlySpan<double> values)
{
    /// <summary>The number of observations.</summary>
    public long Count { get; } = count;

    /// <summary>The sum of all observations.</summary>
    public double Sum { get; } = sum;

    /// <summary>The quantiles, ascending.</summary>
    public ReadOnlySpan<double> Quantiles { get; } = quantiles;

    /// <summary>The estimates, one for each quantile.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>The creation time, at which counting began, or null if it is not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The time of the sample, or null (recommended) to let the scraper assign it.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
