using System.Globalization;

namespace PrometheusMetrics.Instruments;

/// <summary>What <see cref="NativeHistogramOptions"/> mean, as a value. The schema is <see cref="NoSchema"/> if no schema has the growth factor.</summary>
internal readonly record struct NativeHistogramSettings(
    int Schema,
    double ZeroThreshold,
    int MaxBuckets,
    TimeSpan MinResetDuration,
    double MaxZeroThreshold,
    int MaxExemplars,
    TimeSpan ExemplarTimeToLive)
{
    private const int NoSchema = int.MinValue;
    private const int MostExemplars = 100;
    private const double DefaultZeroThreshold = 2.938735877055719e-39;

    public static NativeHistogramSettings Read(NativeHistogramOptions options) => new(
        options.GrowthFactor > 1 ? NativeBounds.SchemaOf(options.GrowthFactor) : NoSchema,
        options.ZeroThreshold ?? DefaultZeroThreshold,
        options.MaxBuckets,
        options.MinResetDuration,
        options.MaxZeroThreshold,
        options.MaxExemplars,
        options.ExemplarTimeToLive);

    /// <param name="family">The name of the family, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public void Validate(string family)
    {
        Require(
            Schema != NoSchema,
            $"Native.GrowthFactor of '{family}' must be more than 1: 1.1 for buckets that grow by 9 percent, 2 for such that double.");
        Require(
            IsThreshold(ZeroThreshold),
            $"Native.ZeroThreshold of '{family}' must be zero or more, and finite, not {Text(ZeroThreshold)}: leave it null for 2^-128.");
        Require(MaxBuckets >= 0, $"Native.MaxBuckets of '{family}' must be zero or more, not {MaxBuckets}: zero for no limit.");
        Require(
            MinResetDuration >= TimeSpan.Zero,
            $"Native.MinResetDuration of '{family}' must be zero or more, not {MinResetDuration}: zero for no reset.");
        Require(
            IsThreshold(MaxZeroThreshold),
            $"Native.MaxZeroThreshold of '{family}' must be zero or more, and finite, not {Text(MaxZeroThreshold)}: zero for a zero bucket that stays as it is.");
        Require(MaxExemplars is >= 0 and <= MostExemplars, $"Native.MaxExemplars of '{family}' must be 0 to {MostExemplars}, not {MaxExemplars}: zero for none.");
        Require(
            ExemplarTimeToLive > TimeSpan.Zero,
            $"Native.ExemplarTimeToLive of '{family}' must be more than zero, not {ExemplarTimeToLive}: it is the age from which an exemplar is replaced first.");
    }

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"schema {Schema}, zero threshold {ZeroThreshold}, max buckets {MaxBuckets}, min reset duration {MinResetDuration}, ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"max zero threshold {MaxZeroThreshold}, max exemplars {MaxExemplars}, exemplar time to live {ExemplarTimeToLive}");

    private static bool IsThreshold(double value) => value >= 0 && double.IsFinite(value);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException("options", message);
        }
    }
}
