namespace PrometheusMetrics.Collection;

/// <summary>One series of a counter at one moment.</summary>
/// <param name="value">The total: zero or more.</param>
public readonly ref struct CounterSample(double value)
{
    /// <summary>The total.</summary>
    public double Value { get; } = value;

    /// <summary>When counting began, if that is known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the value was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>An example of what was counted.</summary>
    public Exemplar? Exemplar { get; init; }
}

/// <summary>One series of a gauge at one moment.</summary>
/// <param name="value">Any value, infinities and NaN included; NaN doesn't stand for "missing", a missing value is left out.</param>
public readonly ref struct GaugeSample(double value)
{
    /// <summary>The value.</summary>
    public double Value { get; } = value;

    /// <summary>When the value was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One series of unknown type at one moment.</summary>
/// <param name="value">Any value.</param>
public readonly ref struct UnknownSample(double value)
{
    /// <summary>The value.</summary>
    public double Value { get; } = value;

    /// <summary>When the value was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One info. What it says is in the labels.</summary>
public readonly ref struct InfoSample
{
    /// <summary>When it was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One state set at one moment.</summary>
/// <param name="states">The names of all states, without duplicates.</param>
/// <param name="active">Which of them are on; as many as <paramref name="states"/>.</param>
public readonly ref struct StateSetSample(ReadOnlySpan<string> states, ReadOnlySpan<bool> active)
{
    /// <summary>The names of all states.</summary>
    public ReadOnlySpan<string> States { get; } = states;

    /// <summary>Which of the states are on.</summary>
    public ReadOnlySpan<bool> Active { get; } = active;

    /// <summary>When it was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>One series of a histogram at one moment.</summary>
/// <param name="bounds">The finite upper bounds, strictly increasing; may be empty.</param>
/// <param name="bucketCounts">How many observations fell into each bucket alone, not added up: one more than bounds, the last one for +Inf.</param>
/// <param name="sum">The sum of all observations.</param>
public readonly ref struct HistogramSample(ReadOnlySpan<double> bounds, ReadOnlySpan<long> bucketCounts, double sum)
{
    /// <summary>The finite upper bounds, strictly increasing.</summary>
    public ReadOnlySpan<double> Bounds { get; } = bounds;

    /// <summary>How many observations fell into each bucket alone; the last one is for +Inf.</summary>
    public ReadOnlySpan<long> BucketCounts { get; } = bucketCounts;

    /// <summary>The sum of all observations.</summary>
    public double Sum { get; } = sum;

    /// <summary>When counting began, if that is known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the value was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Examples, one place per bucket, empty places null; or empty if there are none at all.</summary>
    public ReadOnlySpan<Exemplar?> Exemplars { get; init; }

    /// <summary>The native buckets, if there are any. They hold the same observations as <see cref="BucketCounts"/>, except for NaN, which is in no native bucket.</summary>
    public NativeHistogramSample Native { get; init; }
}

/// <summary>One series of a summary at one moment.</summary>
/// <param name="count">How many observations there were.</param>
/// <param name="sum">The sum of all observations.</param>
/// <param name="quantiles">The quantiles, ascending, 0 to 1; may be empty.</param>
/// <param name="values">The estimates, one for each quantile; NaN if there was no observation lately.</param>
public readonly ref struct SummarySample(long count, double sum, ReadOnlySpan<double> quantiles, ReadOnlySpan<double> values)
{
    /// <summary>How many observations there were.</summary>
    public long Count { get; } = count;

    /// <summary>The sum of all observations.</summary>
    public double Sum { get; } = sum;

    /// <summary>The quantiles, ascending.</summary>
    public ReadOnlySpan<double> Quantiles { get; } = quantiles;

    /// <summary>The estimates, one for each quantile.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>When counting began, if that is known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the value was so; null, as nearly always, means now.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
