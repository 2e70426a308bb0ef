using System.Globalization;

namespace PrometheusMetrics.Instruments;

/// <summary>The effective settings of native histograms, as a value. The schema is <see cref="NoSchema"/> if the growth factor is not more
/// than 1.</summary>
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
    private const int ExemplarLimit = 100;
    private const double DefaultZeroThreshold = 2.938735877055719e-39;

    public static NativeHistogramSettings Read(NativeHistogramOptions options) => new(
        options.GrowthFactor > 1 ? NativeBounds.SchemaOf(options.GrowthFactor) : NoSchema,
        options.ZeroThreshold ?? DefaultZeroThreshold,
        options.MaxBuckets,
        options.MinResetDuration,
        options.MaxZeroThreshold,
        options.MaxExemplars,
        options.ExemplarTimeToLive);

    /// <param name="family">The name of the family, for the exception message.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public void Validate(string family)
    {
        family = ForeignText.Escape(family);
        Require(
            Schema != NoSchema,
            null,
            $"Native.GrowthFactor of '{family}' must be more than 1: 1.1 for buckets that grow by 9 percent, 2 for buckets that double.");
        Require(
            IsThreshold(ZeroThreshold),
            ZeroThreshold,
            $"Native.ZeroThreshold of '{family}' must be zero or more, and finite: leave it null for 2^-128.");
        Require(MaxBuckets >= 0, MaxBuckets, $"Native.MaxBuckets of '{family}' must be zero or more: zero for no limit.");
        Require(
            MinResetDuration >= TimeSpan.Zero,
            MinResetDuration,
            $"Native.MinResetDuration of '{family}' must be zero or more: zero for no reset.");
        Require(
            IsThreshold(MaxZeroThreshold),
            MaxZeroThreshold,
            $"Native.MaxZeroThreshold of '{family}' must be zero or more, and finite: zero for a zero bucket that does not widen.");
        Require(
            MaxExemplars is >= 0 and <= ExemplarLimit,
            MaxExemplars,
            $"Native.MaxExemplars of '{family}' must be 0 to {ExemplarLimit}: zero for none.");
        Require(
            ExemplarTimeToLive > TimeSpan.Zero,
            ExemplarTimeToLive,
            $"Native.ExemplarTimeToLive of '{family}' must be more than zero: it is the age above which an exemplar is replaced first.");
    }

    public void Describe(ShapeDescription description)
    {
        Add("schema", Schema, "native with schema");
        Add("zero threshold", ZeroThreshold);
        Add("max buckets", MaxBuckets);
        Add("min reset duration", MinResetDuration);
        Add("max zero threshold", MaxZeroThreshold);
        Add("max exemplars", MaxExemplars);
        Add("exemplar time to live", ExemplarTimeToLive);

        void Add<T>(string name, T value, string? text = null)
            where T : IFormattable
        {
            var formatted = value.ToString(null, CultureInfo.InvariantCulture);
            description.Add($"native {name}", formatted, text: $"{text ?? name} {formatted}");
        }
    }

    private static bool IsThreshold(double value) => value >= 0 && double.IsFinite(value);

    private static void Require(bool condition, object? actual, string message)
    {
        if (!condition)
        {
            throw InvalidOption.OutOfRange(actual, message);
        }
    }
}
