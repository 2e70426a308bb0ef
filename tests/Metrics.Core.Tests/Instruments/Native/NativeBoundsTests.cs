using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class NativeBoundsTests
{
    // the bounds that client_golang and Prometheus have in a table.
    [Fact]
    public void The_bounds_are_those_of_every_other_implementation()
    {
        double[] all = [.. Enumerable.Range(0, 9).SelectMany(schema => NativeBounds.Octave(schema).ToArray())];

        Assert.Equal(511, all.Length);
        Assert.Equal(
            "EF8C502A6C1058710589604D187FA4789AD2848AF70668CF7739AB3797E768EC",
            Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(all.AsSpan()))));
    }

    //
    [Fact]
    public void They_are_not_the_nearest_numbers_to_the_roots_of_two()
    {
        Assert.Equal([0.5, 0.5946035575013605, 0.7071067811865475, 0.8408964152537144], NativeBounds.Octave(2));
        Assert.NotEqual(Math.Sqrt(0.5), NativeBounds.Octave(1)[1]);
    }

    //
    [Theory]
    [InlineData(-1, -1, 0.25)]
    [InlineData(0, -1, 1)]
    [InlineData(1, -1, 4)]
    [InlineData(512, -1, double.MaxValue)]
    [InlineData(513, -1, double.PositiveInfinity)]
    [InlineData(-1, 0, 0.5)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1024, 0, double.MaxValue)]
    [InlineData(1025, 0, double.PositiveInfinity)]
    [InlineData(-1, 2, 0.8408964152537144)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 2, 1.189207115002721)]
    [InlineData(4096, 2, double.MaxValue)]
    [InlineData(4097, 2, double.PositiveInfinity)]
    [InlineData(64, -4, double.MaxValue)]
    [InlineData(-1074, 0, double.Epsilon)]
    [InlineData(-1075, 0, 0)]
    [InlineData(-67, -4, 4 * double.Epsilon)]
    [InlineData(-68, -4, 0)]
    public void A_bucket_ends_where_the_standard_says(int index, int schema, double bound) =>
        Assert.Equal(bound, NativeBounds.UpperBound(schema, index));

    //
    [Theory]
    [InlineData(double.PositiveInfinity, -4)]
    [InlineData(1e9, -4)]
    [InlineData(65536, -4)]
    [InlineData(65535, -3)]
    [InlineData(256, -3)]
    [InlineData(16, -2)]
    [InlineData(4, -1)]
    [InlineData(3, 0)]
    [InlineData(2, 0)]
    [InlineData(1.5, 1)]
    [InlineData(1.2, 2)]
    [InlineData(1.1, 3)]
    [InlineData(1.05, 4)]
    [InlineData(1.03, 5)]
    [InlineData(1.02, 6)]
    [InlineData(1.01, 7)]
    [InlineData(1.005, 8)]
    [InlineData(1.0001, 8)]
    [InlineData(1.0000000000000002, 8)]
    public void A_growth_factor_chooses_a_schema(double factor, int schema) => Assert.Equal(schema, NativeBounds.SchemaOf(factor));
}
