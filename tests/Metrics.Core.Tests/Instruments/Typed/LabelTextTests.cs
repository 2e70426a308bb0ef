using System.Globalization;
using System.Numerics;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Typed;

public class LabelTextTests
{
    private enum Channel
    {
        Web,
        Shop,
    }

    [Flags]
    private enum Rights
    {
        None = 0,
        Read = 1,
        Write = 2,
    }

    public static TheoryData<object, string> Values => new()
    {
        { "", "" },
        { "text", "text" },
        { true, "true" },
        { false, "false" },
        { Channel.Shop, "Shop" },
        { (Channel)7, "7" },
        { Rights.Read | Rights.Write, "Read, Write" },
        { 'x', "x" },
        { -1, "-1" },
        { long.MinValue, "-9223372036854775808" },
        { byte.MaxValue, "255" },
        { new BigInteger(-5), "-5" },
        { 0.1, "0.1" },
        { 1e300, "1E+300" },
        { double.NaN, "NaN" },
        { -0.0, "0" },
        { 0.1f, "0.1" },
        { -0f, "0" },
        { (Half)0.5, "0.5" },
        { -Half.Zero, "0" },
        { 1.50m, "1.5" },
        { 100m, "100" },
        { 0.00m, "0" },
        { -0.0m, "0" },
        { 1e-28m, "0.0000000000000000000000000001" },
        { decimal.MaxValue, "79228162514264337593543950335" },
        { -7.9228162514264337593543950335m, "-7.9228162514264337593543950335" },
        { Guid.Empty, "00000000-0000-0000-0000-000000000000" },
        { TimeSpan.FromMilliseconds(1500), "00:00:01.5000000" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "2026-01-02T01:04:05.0000000Z" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "2026-01-02T03:04:05.0000000" },
        { new DateOnly(2026, 1, 2), "2026-01-02" },
        { new TimeOnly(3, 4, 5), "03:04:05.0000000" },
        { new Version(1, 2), "1.2" },
        { new Plain(5), "plain 5" },
    };

    // The cache of a view has one entry for both.
    public static TheoryData<object, object> EqualPairs => new()
    {
        { 0.0, -0.0 },
        { 0f, -0f },
        { Half.Zero, -Half.Zero },
        { double.NaN, BitConverter.Int64BitsToDouble(-1) },
        { 1.0m, 1.00m },
        { 0m, -0.00m },
        { 120m, 120.000m },
        { new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 2, 5, 0, 0, TimeSpan.FromHours(2)) },
        { new DateTime(1, DateTimeKind.Utc), new DateTime(1, DateTimeKind.Local) },
    };

    public static TheoryData<object, object> AdjacentValues => new()
    {
        { 0.1, Math.BitIncrement(0.1) },
        { 0.1f, MathF.BitIncrement(0.1f) },
        { 1.1m, 1.11m },
        { new DateTime(1), new DateTime(2) },
        { new TimeOnly(1), new TimeOnly(2) },
        { new DateTimeOffset(1, TimeSpan.Zero), new DateTimeOffset(2, TimeSpan.Zero) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void It_is_what_one_would_write(object value, string text)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
        try
        {
            Assert.Equal(text, LabelText.Get(value));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [MemberData(nameof(EqualPairs))]
    public void Equal_values_have_the_same_text(object one, object other)
    {
        Assert.Equal(one, other);
        Assert.Equal(LabelText.Get(one), LabelText.Get(other));
    }

    [Theory]
    [MemberData(nameof(AdjacentValues))]
    public void Different_values_have_different_texts(object one, object other) =>
        Assert.NotEqual(LabelText.Get(one), LabelText.Get(other));

    // A buffer on the stack is used for lookups beyond the series limit: it must find the series of the same string.
    [Theory]
    [MemberData(nameof(Values))]
    public void Appended_it_is_the_same(object value, string text)
    {
        var buffer = new LabelTextBuffer(stackalloc char[1], stackalloc int[2], int.MaxValue);
        LabelText.Append(value, ref buffer);
        LabelText.Append("next", ref buffer);

        Assert.Equal(text, buffer.Texts[0].ToString());
        Assert.Equal("next", buffer.Texts[1].ToString());
        buffer.Dispose();
    }

    [Fact]
    public void Appended_by_its_own_type_it_is_the_same()
    {
        Check(Channel.Shop);
        Check((Channel)7);
        Check(Rights.Read | Rights.Write);
        Check(true);
        Check('x');
        Check(-0.0);
        Check(0.1f);
        Check(-Half.Zero);
        Check(1.50m);
        Check(-0.0m);
        Check(long.MinValue);
        Check(Guid.Empty);
        Check((int?)5);
        Check((int?)null);
        Check(TimeSpan.FromMilliseconds(1500));
        Check(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));
        Check(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Check(new DateOnly(2026, 1, 2));
        Check(new TimeOnly(3, 4, 5));
        Check(new Uri("http://user@host/a?b#c"));
        Check(new Version(1, 2));
        Check(new Plain(5));
        Check(new string('x', 10_000));

        static void Check<TValue>(TValue value)
        {
            var buffer = new LabelTextBuffer(stackalloc char[1], stackalloc int[1], int.MaxValue);
            LabelText.Append(value, ref buffer);

            Assert.Equal(LabelText.Get(value), buffer.Texts[0].ToString());
            buffer.Dispose();
        }
    }

    [Fact]
    public void Null_and_a_value_without_text_have_an_empty_text()
    {
        Assert.Equal("", LabelText.Get(null));
        Assert.Equal("", LabelText.Get((int?)null));
        Assert.Equal("", LabelText.Get(new Silent()));
    }

    private sealed record Plain(int Number)
    {
        public override string ToString() => $"plain {Number}";
    }

    private sealed class Silent
    {
        public override string? ToString() => null;
    }
}
