namespace PrometheusMetrics.Collection;

/// <summary>The native (exponential) buckets of a histogram at one moment. Source: Prometheus, "Native Histograms".</summary>
/// <remarks>With base = 2^(2^-schema), the positive bucket i holds the values above base^(i-1), up to and including base^i. The negative
/// bucket i holds the same values with a negative sign.</remarks>
/// <param name="schema">The resolution: -4 to 8.</param>
/// <param name="zeroThreshold">The maximum absolute value of an observation in the zero bucket.</param>
/// <param name="zeroCount">The number of observations in the zero bucket.</param>
public readonly ref struct NativeHistogramSample(int schema, double zeroThreshold, long zeroCount)
{
    /// <summary>Whether there are native buckets; false for the default value.</summary>
    public bool IsPresent { get; } = true;

    /// <summary>The resolution: -4 to 8. The bound of each bucket is 2^(2^-schema) times the one before.</summary>
    public int Schema { get; } = schema;

    /// <summary>The maximum absolute value of an observation in the zero bucket.</summary>
    public double ZeroThreshold { get; } = zeroThreshold;

    /// <summary>The number of observations in the zero bucket.</summary>
    public long ZeroCount { get; } = zeroCount;

    /// <summary>The indexes of the populated positive buckets, strictly increasing.</summary>
    public ReadOnlySpan<int> PositiveIndexes { get; init; }

    /// <summary>The number of observations in each bucket of <see cref="PositiveIndexes"/>, not cumulative.</summary>
    public ReadOnlySpan<long> PositiveCounts { get; init; }

    /// <summary>The indexes of the populated negative buckets, strictly increasing: the bucket of -x has the index of x.</summary>
    public ReadOnlySpan<int> NegativeIndexes { get; init; }

    /// <summary>The number of observations in each bucket of <see cref="NegativeIndexes"/>, not cumulative.</summary>
    public ReadOnlySpan<long> NegativeCounts { get; init; }

    /// <summary>The exemplars, ascending by value, each with a timestamp.</summary>
    public ReadOnlySpan<Exemplar> Exemplars { get; init; }
}
