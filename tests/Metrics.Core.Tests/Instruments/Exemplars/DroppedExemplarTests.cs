namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>An ill-formed exemplar is dropped and counted, and its observation is counted nevertheless.</summary>
// R-177, R-178, R-184
public class DroppedExemplarTests : ExemplarTest
{
    public static TheoryData<string> Reasons => [.. IllFormed.Keys];

    private static Dictionary<string, (string Name, string Value)[]> IllFormed { get; } = new()
    {
        ["129 characters"] = [("a", new string('x', 128))],
        ["129 characters in two labels"] = [("a", new string('x', 63)), ("b", new string('x', 64))],
        ["a name of 129 characters"] = [(new string('a', 129), "")],
        ["a name of a million characters"] = [(new string('a', 1_000_000), "")],
        ["a value of a million characters"] = [("a", new string('x', 1_000_000))],
        ["a million labels"] = [.. Enumerable.Repeat(("a", ""), 1_000_000)],
        ["128 emoji"] = [("a", Many("😱", 128))],
        ["128 unpaired surrogates, each of which becomes one character"] = [("a", Many("\uDC00", 128))],
        ["no name"] = [("", "x")],
        ["an illegal name"] = [("a-b", "x")],
        ["a name with a colon"] = [("a:b", "x")],
        ["a name with a digit in front"] = [("1a", "x")],
        ["a name in Greek"] = [("ίχνος", "x")],
        ["a name that Prometheus keeps for itself"] = [("__name__", "x")],
        ["le"] = [("le", "1")],
        ["quantile"] = [("quantile", "1")],
        ["a doubled name"] = [("a", "1"), ("b", "2"), ("a", "1")],
        ["null for a name"] = [(null!, "x")],
        ["null for a value"] = [("a", null!)],
        ["null for both"] = [default],
        ["a NUL"] = [("order", "\0")],
        ["a NUL at the end of a value"] = [("order", "17\0")],
        ["a NUL in the second of two values"] = [("order", "17"), ("path", "/a\0b")],
        ["a good label before a bad one"] = [("trace_id", Trace), ("le", "1")],
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void By_a_counter(string reason)
    {
        var counter = Counter();

        counter.IncWithExemplar(2, IllFormed[reason]);
        counter.IncWithExemplar(0.5, IllFormed[reason]);

        Assert.Equal("2.5", Shown("x_total"));
        Assert.Equal(2, Dropped("x_total"));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void By_a_histogram(string reason)
    {
        Histogram(1).ObserveWithExemplar(0.5, IllFormed[reason]);

        Assert.Equal("1", Shown("h_bucket{le=\"1.0\"}"));
        Assert.Equal(1, Dropped("h"));
    }

    [Theory]
    [InlineData("x", 127)]
    [InlineData("😱", 127)]
    [InlineData("\u2603", 127)]
    public void At_128_characters_it_is_shown(string character, int count)
    {
        Counter().IncWithExemplar(1, ("a", Many(character, count)));

        Assert.Equal($"1 # {{a=\"{Many(character, count)}\"}} 1 {Now}", Shown("x_total"));
        Assert.Null(Dropped("x_total"));
    }

    [Fact]
    public void Unpaired_surrogates_become_the_replacement_character()
    {
        Counter().IncWithExemplar(1, ("a", "x\uD83Dy"), ("b", Many("\uDC00", 123)));

        Assert.Equal($"1 # {{a=\"x\uFFFDy\",b=\"{Many("\uFFFD", 123)}\"}} 1 {Now}", Shown("x_total"));
        Assert.Null(Dropped("x_total"));
    }

    // Prometheus 2.42, 2.53 and 3.5 read every other character.
    [Fact]
    public void Every_control_character_except_NUL_is_shown()
    {
        var text = string.Concat(Enumerable.Range(1, 0x9F).Where(c => char.IsControl((char)c) && c != '\n').Select(c => (char)c));

        Counter().IncWithExemplar(1, ("a", text), ("b", "\n\uFFFE\uFFFF"));

        Assert.Equal($"1 # {{a=\"{text}\",b=\"\\n\uFFFE\uFFFF\"}} 1 {Now}", Shown("x_total"));
        Assert.Null(Dropped("x_total"));
    }

    [Fact]
    public void Of_NaN_which_lies_in_no_bucket()
    {
        Histogram(1).ObserveWithExemplar(double.NaN, ("a", "b"));

        Assert.Equal("0", Shown("h_bucket{le=\"+Inf\"}"));
        Assert.Equal(1, Dropped("h"));
    }

    // It is validated before the slot is reserved.
    [Fact]
    public void It_does_not_reserve_the_slot()
    {
        var counter = Counter();

        counter.IncWithExemplar(1, ("le", "1"));
        counter.IncWithExemplar(1, ("a", "b"));

        Assert.Equal($"2 # {{a=\"b\"}} 1 {Now}", Shown("x_total"));
    }

    [Fact]
    public void It_is_counted_also_while_another_one_is_too_young_to_go()
    {
        var counter = Counter();

        counter.IncWithExemplar(1, ("a", "b"));
        counter.IncWithExemplar(1, ("le", "1"));

        Assert.Equal($"2 # {{a=\"b\"}} 1 {Now}", Shown("x_total"));
        Assert.Equal(1, Dropped("x_total"));
    }

    [Fact]
    public void Each_family_counts_its_own()
    {
        Counter().IncWithExemplar(1, ("le", "1"));
        var family = Factory.CreateHistogram("h", "", "a");
        family.WithLabels("1").ObserveWithExemplar(1, ("le", "1"));
        family.WithLabels("2").ObserveWithExemplar(1, ("le", "1"));

        Assert.Equal((1, 2), (Dropped("x_total"), Dropped("h")));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_refused_increment_takes_no_exemplar_and_counts_none_as_dropped(double value)
    {
        var counter = Counter();

        Assert.Throws<ArgumentOutOfRangeException>(nameof(value), () => counter.IncWithExemplar(value, ("a", "b")));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(value), () => counter.IncWithExemplar(value, ("le", "b")));

        Assert.Equal("0", Shown("x_total"));
        Assert.Null(Dropped("x_total"));
    }

    private static string Many(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
