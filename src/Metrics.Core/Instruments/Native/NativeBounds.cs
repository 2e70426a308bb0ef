namespace PrometheusMetrics.Instruments;

/// <summary>The bounds of the buckets of the standard schemas. Source: Prometheus, "Native Histograms", Schema.</summary>
internal static class NativeBounds
{
    public const int MinSchema = -4;
    public const int MaxSchema = 8;

    // Each row fills the gaps of the previous row by one of these factors. All implementations have exactly these bounds; roots of two
    // that are computed in another way differ in the last bit, and some values would be in another bucket.
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

    /// <summary>Returns the bounds in one octave, from 0.5 inclusive to 1 exclusive: 2^schema of them.</summary>
    /// <param name="schema">0 to 8.</param>
    public static ReadOnlySpan<double> Octave(int schema) => Rows[schema];

    /// <summary>Returns the coarsest schema whose buckets grow by no more than a factor, limited to the range -4 to 8.</summary>
    /// <param name="factor">More than 1.</param>
    public static int SchemaOf(double factor) => (int)-Math.Clamp(Math.Floor(Math.Log2(Math.Log2(factor))), -MaxSchema, -MinSchema);

    /// <summary>Returns the largest value of a bucket; for the last bucket below that of infinity, it is
    /// <see cref="double.MaxValue"/>.</summary>
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

        // A subnormal bound may not be representable, and the nearest number to it may be above it.
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
