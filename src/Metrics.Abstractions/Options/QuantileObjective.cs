namespace PrometheusMetrics;

/// <summary>A quantile that a summary estimates: of n observations, the rank of the reported value is between (quantile - error) n and
/// (quantile + error) n.</summary>
/// <param name="Quantile">The quantile, 0 to 1: 0.99 is the 99th percentile.</param>
/// <param name="Error">The permitted error of the rank, 0 to 1: 0.001 for the quantile 0.99 means between 0.989 and 0.991.
/// A smaller error uses more memory.</param>
public readonly record struct QuantileObjective(double Quantile, double Error);
