namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>What histograms and summaries observe: from 1 ms to 20 s, evenly spread over the orders of magnitude, so that every default bucket gets some.</summary>
internal static class ObservedValues
{
    /// <summary>Makes values in a random order that is the same each time.</summary>
    /// <param name="count">How many.</param>
    public static double[] Make(int count)
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
