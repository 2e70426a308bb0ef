namespace PrometheusMetrics.Instruments;

/// <summary>
/// One entry of a <see cref="CkmsSketch"/>: an observed value and what is known of its rank. The lowest rank it can have is
/// the sum of all widths up to and with its own, the highest is <see cref="Delta"/> more.
/// </summary>
/// <param name="value">The observed value.</param>
/// <param name="width">How many values the entry stands for: itself and those below it that were let go.</param>
/// <param name="delta">By how much the rank can be higher than the widths say.</param>
internal readonly struct CkmsSample(double value, int width, int delta)
{
    // Fields, so that a span can refer to the value.
    public readonly double Value = value;
    public readonly int Width = width;
    public readonly int Delta = delta;
}
