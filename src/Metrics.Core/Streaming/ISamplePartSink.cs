namespace PrometheusMetrics.Streaming;

/// <summary>Receives the parts of one sample, in order. Each part is one number with a name and labels, which is how Prometheus stores a
/// sample.</summary>
internal interface ISamplePartSink
{
    /// <summary>Receives the value of the series itself.</summary>
    void AddValue(double value);

    /// <summary>Receives a bucket: the series with the suffix <see cref="SampleParts.BucketSuffix"/> and the label
    /// <see cref="SampleParts.BoundLabel"/>.</summary>
    /// <param name="index">The index of the bucket, from 0.</param>
    /// <param name="bound">The upper bound; +Inf for the last bucket, which is always present.</param>
    /// <param name="count">The number of observations that are not above the bound.</param>
    void AddBucket(int index, double bound, long count);

    /// <summary>Receives a quantile: the series with the label <see cref="SampleParts.QuantileLabel"/>.</summary>
    /// <param name="index">The index of the quantile, from 0.</param>
    /// <param name="quantile">The quantile, 0 to 1.</param>
    /// <param name="value">The estimate.</param>
    void AddQuantile(int index, double quantile, double value);

    /// <summary>Receives a state: the series with a label whose name is that of the family and whose value is the state; 1 if the state is
    /// active, otherwise 0.</summary>
    void AddState(string state, bool isActive);

    /// <summary>Receives the count and the sum: the series with the suffixes <see cref="SampleParts.CountSuffix"/> and
    /// <see cref="SampleParts.SumSuffix"/>.</summary>
    void AddTotals(long count, double sum);
}
