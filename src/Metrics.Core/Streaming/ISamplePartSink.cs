namespace PrometheusMetrics.Streaming;

/// <summary>Takes the parts of one sample, in their order. Each is one number under a name and labels, which is all that Prometheus
/// stores.</summary>
internal interface ISamplePartSink
{
    /// <summary>The series itself.</summary>
    void AddValue(double value);

    /// <summary>A bucket: the series with the suffix <see cref="SampleParts.BucketSuffix"/> and the label
    /// <see cref="SampleParts.BoundLabel"/>.</summary>
    /// <param name="index">Which bucket it is, from 0.</param>
    /// <param name="bound">The upper bound; +Inf for the last bucket, which always comes.</param>
    /// <param name="count">How many observations are not above the bound.</param>
    void AddBucket(int index, double bound, long count);

    /// <summary>A quantile: the series with the label <see cref="SampleParts.QuantileLabel"/>.</summary>
    /// <param name="index">Which quantile it is, from 0.</param>
    /// <param name="quantile">0 to 1.</param>
    /// <param name="value">The estimate.</param>
    void AddQuantile(int index, double quantile, double value);

    /// <summary>A state: the series with a label that has the name of the family and the state as its value; 1 if the state is on,
    /// otherwise 0.</summary>
    void AddState(string state, bool isActive);

    /// <summary>The count and the sum: the series with the suffixes <see cref="SampleParts.CountSuffix"/> and
    /// <see cref="SampleParts.SumSuffix"/>.</summary>
    void AddTotals(long count, double sum);
}
