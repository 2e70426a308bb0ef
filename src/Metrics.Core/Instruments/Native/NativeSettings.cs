using System.Globalization;

namespace PrometheusMetrics.Instruments;

/// <summary>The checked options of a family's native histograms, shared by its series.</summary>
internal sealed class NativeSettings
{
    private const int MostExemplars = 100;

    private const double DefaultZeroThreshold = 2.938735877055719e-39;

    private NativeSettings(NativeHistogramOptions options)
    {
        // Minus zero is zero too.
        var zeroThreshold = Math.Abs(options.ZeroThreshold ?? DefaultZeroThreshold);
        Layout = new NativeLayout(NativeBounds.SchemaOf(options.GrowthFactor), zeroThreshold);
        MaxBuckets = options.MaxBuckets;
        MinResetDuration = options.MinResetDuration;
        MaxZeroThreshold = options.MaxZeroThreshold;
        MaxExemplars = options.MaxExemplars;
        ExemplarTimeToLive = options.ExemplarTimeToLive;
    }

    /// <summary>What every series begins with.</summary>
    public NativeLayout Layout { get; }

    public int MaxBuckets { get; }

    public TimeSpan MinResetDuration { get; }

    public double MaxZeroThreshold { get; }

    public int MaxExemplars { get; }

    public TimeSpan ExemplarTimeToLive { get; }

    /// <param name="family">The name of the family, for the message.</param>
    /// <param name="options">What the user gave.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static NativeSettings Create(string family, NativeHistogramOptions options)
    {
        Require(
            options.GrowthFactor > 1,
            options,
            options.GrowthFactor,
            $"Native.GrowthFactor of '{family}' must be more than 1: 1.1 for buckets that grow by 9 percent, 2 for such that double.");
        Require(
            IsThreshold(options.ZeroThreshold ?? 0),
            options,
            options.ZeroThreshold,
            $"Native.ZeroThreshold of '{family}' must be zero or more, and finite: leave it null for 2^-128.");
        Require(options.MaxBuckets >= 0, options, options.MaxBuckets, $"Native.MaxBuckets of '{family}' must be zero or more: zero for no limit.");
        Require(
            options.MinResetDuration >= TimeSpan.Zero,
            options,
            options.MinResetDuration,
            $"Native.MinResetDuration of '{family}' must be zero or more: zero for no reset.");
        Require(
            IsThreshold(options.MaxZeroThreshold),
            options,
            options.MaxZeroThreshold,
            $"Native.MaxZeroThreshold of '{family}' must be zero or more, and finite: zero for a zero bucket that stays as it is.");
        Require(
            options.MaxExemplars is >= 0 and <= MostExemplars,
            options,
            options.MaxExemplars,
            $"Native.MaxExemplars of '{family}' must be 0 to {MostExemplars}: zero for none.");
        Require(
            options.ExemplarTimeToLive > TimeSpan.Zero,
            options,
            options.ExemplarTimeToLive,
            $"Native.ExemplarTimeToLive of '{family}' must be more than zero: it says after what time an exemplar is replaced first.");
        return new NativeSettings(options);
    }

    /// <summary>Whether options have the same effect.</summary>
    public bool Matches(NativeHistogramOptions options) =>
        options.GrowthFactor > 1
        && Layout.Schema == NativeBounds.SchemaOf(options.GrowthFactor)
        && Layout.ZeroThreshold == (options.ZeroThreshold ?? DefaultZeroThreshold)
        && MaxBuckets == options.MaxBuckets
        && MinResetDuration == options.MinResetDuration
        && MaxZeroThreshold == options.MaxZeroThreshold
        && MaxExemplars == options.MaxExemplars
        && ExemplarTimeToLive == options.ExemplarTimeToLive;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"schema {Layout.Schema}, zero threshold {Layout.ZeroThreshold}, max buckets {MaxBuckets}, min reset duration {MinResetDuration}, ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"max zero threshold {MaxZeroThreshold}, max exemplars {MaxExemplars}, exemplar time to live {ExemplarTimeToLive}");

    private static bool IsThreshold(double value) => value >= 0 && double.IsFinite(value);

    private static void Require(bool condition, NativeHistogramOptions options, object? actual, string message)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(nameof(options), actual, message);
        }
    }
}
