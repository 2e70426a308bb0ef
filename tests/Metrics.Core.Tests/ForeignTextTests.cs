namespace PrometheusMetrics.Tests;

public class ForeignTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("orders_total", "orders_total")]
    [InlineData("Größe 🙂 نص", "Größe 🙂 نص")]
    [InlineData("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم")]
    [InlineData("a'b\"c\\d", "a'b\"c\\d")]
    public void What_is_visible_stays(string text, string shown) => Assert.Equal(shown, ForeignText.Escape(text));

    [Theory]
    [InlineData("a\nb\rc\td", @"a\nb\rc\td")]
    [InlineData("\0\u001b[31m\u007f\u0085\u009b", @"\u0000\u001B[31m\u007F\u0085\u009B")]
    [InlineData("a\u2028b\u2029c", @"a\u2028b\u2029c")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e", @"\u202A\u202B\u202C\u202D\u202E")]
    [InlineData("\u2066\u2067\u2068\u2069\u200e\u200f\u061c", @"\u2066\u2067\u2068\u2069\u200E\u200F\u061C")]
    [InlineData("\ufeff\u200b\u00ad", @"\uFEFF\u200B\u00AD")]
    [InlineData("\U000E0041", @"\U000E0041")]
    public void What_is_invisible_is_escaped(string text, string shown) => Assert.Equal(shown, ForeignText.Escape(text));

    // A fact, because an attribute can't hold an unpaired surrogate.
    [Fact]
    public void An_unpaired_surrogate_is_escaped()
    {
        Assert.Equal(@"a\uD800", ForeignText.Escape("a\ud800"));
        Assert.Equal(@"\uDFFFa", ForeignText.Escape("\udfffa"));
        Assert.Equal(@"\uDE42\uD83D", ForeignText.Escape("\ude42\ud83d"));
    }

    [Fact]
    public void Null_is_shown_as_such() => Assert.Equal("null", ForeignText.Escape(null));

    [Fact]
    public void Of_a_long_text_the_beginning_and_the_length_are_shown()
    {
        Assert.Equal(new string('a', 100), ForeignText.Escape(new string('a', 100)));
        Assert.Equal(new string('a', 100) + "… (101 characters)", ForeignText.Escape(new string('a', 101)));
        Assert.Equal("ab… (16,384 characters)", ForeignText.Escape("ab" + new string('\n', 16_382), maxLength: 2));
    }

    [Fact]
    public void A_long_text_is_not_cut_inside_a_surrogate_pair() =>
        Assert.Equal("a… (3 characters)", ForeignText.Escape("a🙂", maxLength: 2));

    [Fact]
    public void Of_a_long_list_the_first_ones_are_shown()
    {
        Assert.Equal("", ForeignText.Join(", ", []));
        Assert.Equal("a, null, \\n", ForeignText.Join(", ", ["a", null!, "\n"]));

        var shown = ForeignText.Join(",", [.. Enumerable.Range(0, 1000).Select(i => new string('a', 100))]);
        Assert.EndsWith("a,… (1,000 in all)", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 500, 700);
    }
}
