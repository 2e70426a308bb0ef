namespace PrometheusMetrics.Instruments;

/// <summary>Where the buckets of the standard schemas end. Source: Prometheus, "Native Histograms", Schema.</summary>
internal static class NativeBounds
{
    public const int MinSchema = -4;
    public const int MaxSchema = 8;

    // A row fills the gaps of the row before by these factors. Every implementation has these very bounds; roots of two that are
    // computed afresh differ from them in the last bit, and with it in the bucket of some values.
    private static readonly double[] Factors =
    [
        1.414213562373095,
        1.189207115002721,
        1.0905077326652577,
        1.0442737824274138,
        1.0218971486541166,
        1.0108892860517005,
        1.0054299011128027,
        1.0027112750502025,
    ];

    private static readonly double[][] Rows = CreateRows();

    /// <summary>The bounds in one octave, from 0.5 inclusive to 1 exclusive: 2^schema of them.</summary>
    /// <param name="schema">0 to 8.</param>
    public static ReadOnlySpan<double> Octave(int schema) => Rows[schema];

    /// <summary>The finest schema up to 8, or the coarsest, whose buckets grow by no more than a factor.</summary>
    /// <param name="factor">More than 1.</param>
    public static int SchemaOf(double factor) => (int)-Math.Clamp(Math.Floor(Math.Log2(Math.Log2(factor))), -MaxSchema, -MinSchema);

    /// <summary>The largest value in a bucket: the last one that isn't for infinity ends at <see cref="double.MaxValue"/>.</summary>
    public static double UpperBound(int schema, int index)
    {
        if (schema < 0)
        {
            return UpperBound(0, index << -schema);
        }

        var fraction = Rows[schema][index & ((1 << schema) - 1)];
        var exponent = (index >> schema) + 1;
        if (fraction == 0.5 && exponent == 1025)
        {
            return double.MaxValue;
        }

        // Among the subnormal numbers the bound itself may be missing, and the nearest number to it may be above it.
        var bound = Math.ScaleB(fraction, exponent);
        return bound < 1 && Math.ScaleB(bound, -exponent) > fraction ? Math.BitDecrement(bound) : bound;
    }

    private static double[][] CreateRows()
    {
        var rows = new double[MaxSchema + 1][];
        rows[0] = [0.5];
        for (var schema = 1; schema <= MaxSchema; schema++)
        {
            var row = new double[1 << schema];
            for (var i = 0; i < row.Length; i += 2)
            {
                row[i] = rows[schema - 1][i / 2];
                row[i + 1] = row[i] * Factors[schema - 1];
            }

            rows[schema] = row;
        }

        return rows;
    }
}
