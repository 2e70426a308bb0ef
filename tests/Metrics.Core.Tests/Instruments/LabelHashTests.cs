using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments;

public class LabelHashTests
{
    private readonly LabelHash _hash = new(0x0123456789ABCDEF, 0xFEDCBA9876543210);

    // Whatever the length and the position, every character must change the hash: routes differ in one position only.
    [Fact]
    public void Every_character_counts()
    {
        for (var length = 1; length <= 50; length++)
        {
            var text = new string('a', length);
            for (var position = 0; position < length; position++)
            {
                var other = text.ToCharArray();
                other[position] = 'b';
                Assert.NotEqual(_hash.Get([text]), _hash.Get([new string(other)]));
            }
        }
    }

    [Fact]
    public void The_length_counts() =>
        Assert.Equal(51, Enumerable.Range(0, 51).Select(length => _hash.Get([new string('\0', length)])).Distinct().Count());

    [Fact]
    public void The_position_of_a_value_counts()
    {
        Assert.NotEqual(_hash.Get(["x", "y"]), _hash.Get(["y", "x"]));
        Assert.NotEqual(_hash.Get(["xy", ""]), _hash.Get(["x", "y"]));
        Assert.NotEqual(LabelHash.WithRuntimesKey.Get(["x", "y"]), LabelHash.WithRuntimesKey.Get(["y", "x"]));
    }

    [Fact]
    public void Equal_values_have_equal_hashes_wherever_they_lie()
    {
        for (var length = 0; length <= 50; length++)
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
            Assert.Equal(_hash.Get([text, "x"]), _hash.Get([new string(text.AsSpan()), "x"]));
        }
    }

    [Fact]
    public void Each_one_has_a_secret_of_its_own() => Assert.NotEqual(new LabelHash().Get(["x"]), new LabelHash().Get(["x"]));

    // A hash that uses only a part of a string has many collisions for such routes.
    [Theory]
    [InlineData("/api/things/{0}/items")]
    [InlineData("{0}/api/things/with/a/long/path/behind/the/number")]
    [InlineData("/a/long/path/before/the/number/of/things/{0}")]
    public void Hashes_of_real_routes_spread_well(string route)
    {
        const int Routes = 1 << 16;
        var hashes = Enumerable
            .Range(0, Routes)
            .Select(i => _hash.Get([string.Format(System.Globalization.CultureInfo.InvariantCulture, route, i)]))
            .ToArray();

        // So many random hashes use some 63 % of the slots of a table of this size.
        Assert.InRange(hashes.Select(hash => hash & (Routes - 1)).Distinct().Count(), 0.62 * Routes, 0.645 * Routes);
        Assert.InRange(hashes.Distinct().Count(), 0.999 * Routes, Routes);
    }
}
