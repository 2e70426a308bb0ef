using System.Text;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Tests.Streaming;

public class LabelValueLengthTests
{
    [Theory]
    [InlineData("", 1, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("aé", 3, "aé")]
    [InlineData("aéb", 3, "aé")]
    [InlineData("aéb", 2, "a")]
    [InlineData("€", 2, "")]
    [InlineData("€€", 3, "€")]
    [InlineData("a🚀b", 5, "a🚀")]
    [InlineData("a🚀b", 4, "a")]
    [InlineData("🚀", 3, "")]
    [InlineData("a<b", 4, "a<")]
    [InlineData("a<b", 3, "a")]
    [InlineData("ab<", 5, "ab<")]
    [InlineData("ab<", 4, "ab")]
    [InlineData("><", 6, "><")]
    [InlineData("><", 5, ">")]
    public void A_value_is_cut_at_the_last_code_point_that_fits(string value, int limit, string cut)
    {
        (value, cut) = (WithSurrogates(value), WithSurrogates(cut));
        Assert.Equal(cut, LabelValueLength.Cut(value, limit));
        Assert.Equal(cut.Length < value.Length, LabelValueLength.IsExceeded(value.AsSpan(), limit));
        Assert.Equal([cut, ""], LabelValueLength.Cut([value, ""], limit));
    }

    [Fact]
    public void Every_cut_is_the_longest_beginning_of_whole_code_points()
    {
        var random = new Random(5);
        string[] parts = ["a", "é", "€", "🚀", "\uD83D", "\uDE80", "\0"];
        for (var i = 0; i < 2_000; i++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => parts[random.Next(parts.Length)]));
            var limit = random.Next(1, 40);
            Assert.Equal(LongestBeginning(value, limit), LabelValueLength.Cut(value, limit));
        }
    }

    [Fact]
    public void A_value_within_the_limit_stays_the_same_object()
    {
        var value = new string('x', 16_384);

        Assert.Same(value, LabelValueLength.Cut(value, 16_384));
        Assert.Same(value, LabelValueLength.Cut(value, int.MaxValue));
    }

    // Attributes cannot hold unpaired surrogates.
    private static string WithSurrogates(string text) => text.Replace('<', '\uD83D').Replace('>', '\uDE80');

    private static string LongestBeginning(string value, int limit)
    {
        var (length, bytes) = (0, 0);
        foreach (var rune in value.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > limit)
            {
                break;
            }

            length += rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
        }

        return value[..length];
    }
}
