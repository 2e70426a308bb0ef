namespace PrometheusMetrics.Instruments;

/// <summary>
/// One sample of a <see cref="CkmsSketch"/>: an observed value and the bounds of its rank. The lowest possible rank is the sum of all
/// widths up to and including its own, the highest is <see cref="Delta"/> more.
/// </summary>
/// <param name="value">The observed value.</param>
/// <param name="width">The g of the paper: the number of values that the sample represents, its own and those below it that were
/// merged into it.</param>
/// <param name="delta">The Δ of the paper: the difference between the highest and the lowest possible rank.</param>
internal readonly struct CkmsSample(double value, int width, int delta)
{
    // Fields, so that a span can refer to the value.
    public readonly double Value = value;
    public readonly int Width = width;
    public readonly int Delta = delta;
}
