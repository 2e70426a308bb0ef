namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>The observed values: from 1 ms to 20 s, with a uniform distribution of their logarithms, so that every default bucket contains
/// some.</summary>
internal static class ObservedValues
{
    /// <summary>Creates pseudo-random values, the same at each call.</summary>
    /// <param name="count">The number of values.</param>
    public static double[] Create(int count)
    {
        var random = new Random(count);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = 0.001 * Math.Pow(20_000, random.NextDouble());
        }

        return values;
    }
}
