using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class FamilyTests : EngineTest
{
    private readonly IMetricFamily<ICounter> _family;

    public FamilyTests() => _family = Factory.CreateCounter("x_total", "Help.", "a", "b");

    // R-060
    [Fact]
    public void It_is_empty_at_first()
    {
        Assert.Empty(Scrape.Lines(Registry));
        Assert.NotNull(Scrape.From(Registry).Find("x_total"));
    }

    // R-060
    [Fact]
    public void Without_labels_it_has_its_only_series_from_the_start()
    {
        Factory.CreateGauge("y", "", [], new GaugeOptions { InitialValue = 3 });

        Assert.Equal(["y 3"], Scrape.Lines(Registry));
    }

    // R-059
    [Fact]
    public void A_series_shows_zero_from_its_first_lookup()
    {
        _family.WithLabels("1", "2");

        Assert.Equal(["x_total{a=\"1\",b=\"2\"} 0"], Scrape.Lines(Registry));
    }

    // R-057
    [Fact]
    public void The_same_values_give_the_same_instrument()
    {
        var first = _family.WithLabels("1", "2");

        Assert.Same(first, _family.WithLabels("1", "2"));
        Assert.Same(first, _family.WithLabels(new string('1', 1), new string('2', 1)));
        Assert.NotSame(first, _family.WithLabels("2", "1"));
    }

    // R-010, R-093
    [Fact]
    public void Series_come_in_the_order_of_their_creation()
    {
        _family.WithLabels("z", "").Inc(1);
        _family.WithLabels("a", "").Inc(2);
        _family.WithLabels("m", "").Inc(3);

        string[] expected = ["x_total{a=\"z\",b=\"\"} 1", "x_total{a=\"a\",b=\"\"} 2", "x_total{a=\"m\",b=\"\"} 3"];
        Assert.Equal(expected, Scrape.Lines(Registry));
        Assert.Equal(expected, Scrape.Lines(Registry));
    }

    [Fact]
    public void Values_are_not_run_together()
    {
        _family.WithLabels("ab", "c").Inc(1);
        _family.WithLabels("a", "bc").Inc(2);
        _family.WithLabels("abc", "").Inc(3);
        _family.WithLabels("", "abc").Inc(4);

        Assert.Equal((1, 2, 3, 4), (Value("ab", "c"), Value("a", "bc"), Value("abc", ""), Value("", "abc")));
        Assert.Equal(4, Scrape.Lines(Registry).Length);
    }

    [Fact]
    public void The_callers_array_is_copied()
    {
        string[] values = ["1", "2"];
        var series = _family.WithLabels(values);

        values[0] = "changed";

        Assert.Same(series, _family.WithLabels("1", "2"));
        Assert.Equal(["x_total{a=\"1\",b=\"2\"} 0"], Scrape.Lines(Registry));
    }

    // R-056
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void One_value_for_each_name_is_wanted(int count)
    {
        var values = Enumerable.Repeat("v", count).ToArray();

        var refusal = Assert.Throws<ArgumentException>(() => _family.WithLabels(values));

        Assert.Contains($"'x_total' has 2 labels (a, b), but was given {count} value", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _family.Remove(values));
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void A_predicate_that_is_null_is_refused()
    {
        _family.WithLabels("1", "2");

        Assert.Throws<ArgumentNullException>("predicate", () => _family.RemoveWhere(null!));
        Assert.Single(Scrape.Lines(Registry));
    }

    // R-062
    [Theory]
    [InlineData("", "")]
    [InlineData("a\0b", "\"\\\n")]
    public void Any_text_may_be_a_value(string a, string b)
    {
        _family.WithLabels(a, b).Inc();

        Assert.Equal(1, Value(a, b));
    }

    // R-063: values that are exposed as the same text have one series.
    [Fact]
    public void Unpaired_surrogates_merge_with_the_replacement_character()
    {
        _family.WithLabels("\ud800", "1").Inc();
        _family.WithLabels("\udc00", "1").Inc();
        _family.WithLabels("\ufffd", "1").Inc();

        Assert.Same(_family.WithLabels("\ud800", "1"), _family.WithLabels("\ufffd", "1"));
        Assert.Equal(["x_total{a=\"\ufffd\",b=\"1\"} 3"], Scrape.Lines(Registry));
        Assert.True(_family.Remove("\udbff", "1"));
        Assert.Empty(Scrape.Lines(Registry));
    }

    // R-025, R-058
    [Fact]
    public void Each_series_has_a_creation_time_of_its_own()
    {
        var start = Clock.UtcNow;
        _family.WithLabels("1", "");
        Clock.Advance(TimeSpan.FromHours(1));
        _family.WithLabels("2", "");
        Clock.Advance(TimeSpan.FromHours(1));
        _family.Remove("1", "");
        _family.WithLabels("1", "");

        Assert.Equal(
            [start.AddHours(1), start.AddHours(2)],
            Scrape.From(Registry).Find("x_total")!.Samples.Select(sample => sample.Created!.Value));
    }

    // R-052
    [Fact]
    public void There_may_be_many_labels()
    {
        string[] names = [.. Enumerable.Range(1, 12).Select(i => $"l{i}")];

        Factory.CreateGauge("many", "", names).WithLabels(names).Set(1);

        Assert.Equal([$"many{{{string.Join(',', names.Select(name => $"{name}=\"{name}\""))}}} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        _family.WithLabels("1", "2");
        var one = Factory.CreateGauge("one", "", "a");
        var histogram = Factory.CreateHistogram("h", "", "a", "b", "c");

        Assert.Equal(0, Allocations.OfThousandCalls(() => _family.WithLabels("1", "2").Inc()));
        Assert.Equal(0, Allocations.OfThousandCalls(() => one.WithLabels("1").Inc()));
        Assert.Equal(0, Allocations.OfThousandCalls(() => histogram.WithLabels("1", "2", "3").Observe(1)));
    }

    private double? Value(string a, string b) => Registry.FindSampleValue("x_total", ("a", a), ("b", b));
}
