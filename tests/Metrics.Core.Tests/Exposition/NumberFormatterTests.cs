using System.Globalization;
using System.Text;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class NumberFormatterTests
{
    /// <summary>The table of B.4, to the letter: number, text 0.0.4, OpenMetrics.</summary>
    public static TheoryData<double, string, string> Canonical => new()
    {
        { 0, "0", "0.0" },
        { -0.0, "0", "0.0" },
        { 1, "1", "1.0" },
        { -1, "-1", "-1.0" },
        { 0.005, "0.005", "0.005" },
        { 2.5, "2.5", "2.5" },
        { 10, "10", "10.0" },
        { 100000, "100000", "100000.0" },
        { 999999, "999999", "999999.0" },
        { 1000000, "1e+06", "1e+06" },
        { 1234567, "1.234567e+06", "1.234567e+06" },
        { 1234567.5, "1.2345675e+06", "1.2345675e+06" },
        { 123456.75, "123456.75", "123456.75" },
        { 1395066363000, "1.395066363e+12", "1.395066363e+12" },
        { 9007199254740992, "9.007199254740992e+15", "9.007199254740992e+15" },
        { 18446744073709551616d, "1.8446744073709552e+19", "1.8446744073709552e+19" },
        { 0.0001, "0.0001", "0.0001" },
        { 0.00012345, "0.00012345", "0.00012345" },
        { 0.00001, "1e-05", "1e-05" },
        { 1e-10, "1e-10", "1e-10" },
        { 5e-324, "5e-324", "5e-324" },
        { 1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308" },
        { 0.1 + 0.2, "0.30000000000000004", "0.30000000000000004" },
        { double.NaN, "NaN", "NaN" },
        { double.PositiveInfinity, "+Inf", "+Inf" },
        { double.NegativeInfinity, "-Inf", "-Inf" },
        { 0.1, "0.1", "0.1" },
        { 0.001, "0.001", "0.001" },
        { -1234567.5, "-1.2345675e+06", "-1.2345675e+06" },
        { 100.25, "100.25", "100.25" },
        { -0.00012345, "-0.00012345", "-0.00012345" },
        { 1e15, "1e+15", "1e+15" },
        { 1e16, "1e+16", "1e+16" },
        { 1e100, "1e+100", "1e+100" },
    };

    [Theory]
    [MemberData(nameof(Canonical))]
    // R-121 table, R-126, R-168, R-169
    public void Bounds_and_quantiles_are_laid_out_as_everywhere(double value, string text, string openMetrics)
    {
        Assert.Equal(text, WriteCanonical(value, point: false));
        Assert.Equal(openMetrics, WriteCanonical(value, point: true));
    }

    [Theory]
    [InlineData(0, "0")] // R-121, R-125, section 0.0
    [InlineData(-0.0, "0")]
    [InlineData(3, "3")]
    [InlineData(-3, "-3")]
    [InlineData(1234567, "1234567")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(-9007199254740991, "-9007199254740991")]
    [InlineData(1.5, "1.5")]
    [InlineData(1234567.5, "1234567.5")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1e20, "1e+20")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Values_are_short(double value, string expected) => Assert.Equal(expected, Write(value));

    [Fact]
    public void Random_doubles_read_back_bit_for_bit() // R-121, R-124, R-127
    {
        var random = new Random(20260821);
        for (var i = 0; i < 50_000; i++)
        {
            Check(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            Check(random.NextDouble());
            Check(Math.Round(random.NextDouble() * 1000, 3) * Math.Pow(10, random.Next(-8, 18)));
            Check(random.NextInt64(-1L << 55, 1L << 55));
        }
    }

    private static void Check(double value)
    {
        var text = Write(value);
        var canonical = WriteCanonical(value, point: true);
        if (double.IsNaN(value))
        {
            Assert.Equal("NaN", text);
            return;
        }

        Assert.Equal(BitConverter.DoubleToInt64Bits(value + 0.0), BitConverter.DoubleToInt64Bits(Read(text)));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value + 0.0), BitConverter.DoubleToInt64Bits(Read(canonical)));
        Assert.True(text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'I' or 'n' or 'f'), text);
        Assert.True(text.Length <= value.ToString("R", CultureInfo.InvariantCulture).Length || Math.Abs(value) < 1L << 53, text);
        Assert.True(canonical.Contains('.', StringComparison.Ordinal) || canonical.Contains('e', StringComparison.Ordinal), canonical);
    }

    private static double Read(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Write(double value)
    {
        var buffer = new byte[NumberFormatter.MaxLength];
        return Encoding.ASCII.GetString(buffer, 0, NumberFormatter.Write(value, buffer));
    }

    private static string WriteCanonical(double value, bool point)
    {
        var buffer = new byte[NumberFormatter.MaxLength];
        return Encoding.ASCII.GetString(buffer, 0, NumberFormatter.WriteCanonical(value, point, buffer));
    }
}
