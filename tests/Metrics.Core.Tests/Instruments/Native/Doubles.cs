using FsCheck;
using FsCheck.Fluent;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Native;

/// <summary>Generates random numbers of the whole range, and some close to bounds, where faults are likely.</summary>
internal static class Doubles
{
    /// <summary>Positive finite numbers, subnormal ones included.</summary>
    public static Gen<double> Positive { get; } =
        from octave in Gen.Choose(0, 2046)
        from high in Gen.Choose(0, (1 << 26) - 1)
        from low in Gen.Choose(1, (1 << 26) - 1)
        select BitConverter.Int64BitsToDouble(((long)octave << 52) | ((long)high << 26) | (uint)low);

    /// <summary>Any numbers, rarely also zero, infinity or NaN.</summary>
    public static Gen<double> Any { get; } = Gen.Frequency(
        (8, from value in Positive from sign in Gen.Elements(1.0, -1.0) select value * sign),
        (1, Gen.Elements(0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity)));

    /// <summary>Numbers that are a bound of a schema, or within two steps of one.</summary>
    public static Gen<double> NearBounds(int schema) =>
        from value in Positive
        from steps in Gen.Choose(-2, 2)
        let bound = NativeBounds.UpperBound(schema, BucketKey.IndexOf(new NativeLayout(schema, 0).KeyOf(value)))
        let bits = Math.Clamp(BitConverter.DoubleToInt64Bits(bound) + steps, 1, BitConverter.DoubleToInt64Bits(double.MaxValue))
        select BitConverter.Int64BitsToDouble(bits);

    /// <summary>Throws, with a counterexample, if a property is false.</summary>
    public static void Check(Property property) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true), property);
}
