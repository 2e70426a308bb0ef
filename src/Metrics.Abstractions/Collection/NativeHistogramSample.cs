namespace PrometheusMetrics.Collection;

/// <summary>The native (exponential) buckets of a histogram at one moment. Source: Prometheus, "Native Histograms".</summary>
/// <remarks>Bucket i of the positive side holds values above 2^(2^-schema)^(i-1), up to and including 2^(2^-schema)^i; the negative side mirrors it.</remarks>
/// <param name="schema">The resolution: -4 to 8.</param>
/// <param name="zeroThreshold">Up to which absolute value an observation is in the zero bucket.</param>
/// <param name="zeroCount">How many observations are in the zero bucket.</param>
public readonly ref struct NativeHistogramSample(int schema, double zeroThreshold, long zeroCount)
{
    /// <summary>Whether there are native buckets at all: false for the default value.</summary>
    public bool IsPresent { get; } = true;

    /// <summary>The resolution: -4 to 8. Each bucket is 2^(2^-schema) times as wide as the one before.</summary>
    public int Schema { get; } = schema;

    /// <summary>Up to which absolute value, inclusive, an observation is in the zero bucket.</summary>
    public double ZeroThreshold { get; } = zeroThreshold;

    /// <summary>How many observations are in the zero bucket.</summary>
    public long ZeroCount { get; } = zeroCount;

    /// <summary>The indexes of the populated positive buckets, strictly increasing.</summary>
    public ReadOnlySpan<int> PositiveIndexes { get; init; }

    /// <summary>How many observations are in each bucket of <see cref="PositiveIndexes"/> alone.</summary>
    public ReadOnlySpan<long> PositiveCounts { get; init; }

    /// <summary>The indexes of the populated negative buckets, strictly increasing: the bucket of -x has the index of x.</summary>
    public ReadOnlySpan<int> NegativeIndexes { get; init; }

    /// <summary>How many observations are in each bucket of <see cref="NegativeIndexes"/> alone.</summary>
    public ReadOnlySpan<long> NegativeCounts { get; init; }

    /// <summary>Examples, ascending by value, each with a timestamp.</summary>
    public ReadOnlySpan<Exemplar> Exemplars { get; init; }
}
