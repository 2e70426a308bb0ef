using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

public sealed class QuantileWindowTests
{
    private readonly TestTimeProvider _clock = new();
    private readonly long _start = new TestTimeProvider().Timestamp;

    // the literal example.
    [Fact]
    public void Few_values_are_answered_exactly()
    {
        var window = Window(0, 0.5, 0.9, 0.99, 1);
        Observe(window, Shuffled(1, 100));
        Assert.Equal([1, 50, 90, 99, 100], Read(window, 5));
    }

    //
    [Fact]
    public void Answers_are_exact_for_every_number_of_values_below_500()
    {
        double[] quantiles = [0, 0.001, 0.25, 0.5, 0.9, 0.99, 1];
        var window = Window(quantiles);
        var seen = new List<double>();
        foreach (var value in Shuffled(1, 499))
        {
            seen.Add(value);
            window.Observe(value);
            var sorted = seen.Order().ToArray();
            var expected = quantiles.Select(q => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * q) - 1)]);
            Assert.Equal(expected, Read(window, quantiles.Length));
        }
    }

    // rotation moves the values from the buffer into the sketches, and quantiles remain exact.
    [Fact]
    public void Answers_stay_exact_when_few_values_are_spread_over_the_window()
    {
        var window = Window(0, 0.1, 0.5, 0.9, 1);
        foreach (var values in Shuffled(1, 490).Chunk(98))
        {
            Observe(window, values);
            _clock.Advance(TimeSpan.FromSeconds(20));
        }

        _clock.Timestamp -= 20 * _clock.TimestampFrequency;
        Assert.Equal([1, 49, 245, 441, 490], Read(window, 5));
    }

    //
    [Fact]
    public void The_quantiles_0_and_1_are_minimum_and_maximum_and_cost_next_to_nothing()
    {
        var objectives = QuantileObjectives.Create([new(0, 0.5), new(1, 0)], "s");
        var window = Window(objectives);
        Observe(window, Shuffled(-5000, 10_001));
        Assert.Equal([-5000, 5000], Read(window, 2));
        Assert.InRange(objectives.MaxWidthAt(1, 1e12), 1_000_000, int.MaxValue);
        Assert.InRange(objectives.MaxWidthAt(1e12, 1), 1_000_000, int.MaxValue);
    }

    // R-370, the literal example.
    [Fact]
    public void A_value_lives_for_the_whole_age_if_it_came_at_the_beginning_of_a_step()
    {
        var window = Window(0.5);
        window.Observe(7);

        foreach (var seconds in (int[])[0, 1, 20, 21, 40, 79, 80, 81, 99, 100])
        {
            AssertAt(seconds, 7, window);
        }

        AssertAt(101, double.NaN, window);
    }

    // R-370, the literal example.
    [Fact]
    public void A_value_lives_for_one_step_less_than_the_age_if_it_came_at_the_end_of_a_step()
    {
        var window = Window(0.5);
        AdvanceTo(19);
        window.Observe(7);

        AssertAt(19, 7, window);
        AssertAt(99, 7, window);
        AssertAt(101, double.NaN, window);
    }

    // the same with a writer that rotates all the time, and with each number of steps.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(100)]
    public void Every_value_lives_between_the_age_less_one_step_and_the_age(int ageBuckets)
    {
        var window = new QuantileWindow(
            QuantileObjectives.Create([new(0, 0), new(1, 0)], "s"), TimeSpan.FromSeconds(100), ageBuckets, _clock);
        var shortest = 100 - (100.0 / ageBuckets);
        for (var second = 0; second < 500; second++)
        {
            AdvanceTo(second);
            window.Observe(second);
            var answers = Read(window, 2);
            Assert.Equal(second, answers[1]);
            Assert.InRange(second - answers[0], Math.Min(second, Math.Floor(shortest)), 100);
        }
    }

    //
    [Fact]
    public void Old_values_go_while_new_ones_come()
    {
        var window = Window(0, 1);
        window.Observe(1);
        AdvanceTo(50);
        window.Observe(2);

        AdvanceTo(100);
        Assert.Equal([1, 2], Read(window, 2));
        AdvanceTo(101);
        Assert.Equal([2, 2], Read(window, 2));
        window.Observe(3);
        Assert.Equal([2, 3], Read(window, 2));
        AdvanceTo(141);
        Assert.Equal([3, 3], Read(window, 2));
    }

    // R-371, the literal example.
    [Fact]
    public void Rotation_catches_up_after_a_long_pause()
    {
        var window = Window(0.5);
        window.Observe(1);
        _clock.Advance(TimeSpan.FromSeconds(1000));
        Assert.Equal([double.NaN], Read(window, 1));
        window.Observe(2);
        Assert.Equal([2], Read(window, 1));
        AssertAt(1080, 2, window);
        AssertAt(1101, double.NaN, window);
    }

    // a pause of several steps, but less than the age.
    [Fact]
    public void Rotation_catches_up_by_several_steps_at_once()
    {
        var window = Window(0, 1);
        window.Observe(1);
        AdvanceTo(30);
        window.Observe(2);
        AdvanceTo(95);
        window.Observe(3);
        Assert.Equal([1, 3], Read(window, 2));
        AdvanceTo(110);
        Assert.Equal([2, 3], Read(window, 2));
        AdvanceTo(125);
        Assert.Equal([3, 3], Read(window, 2));
        AdvanceTo(180);
        Assert.Equal([3, 3], Read(window, 2));
        AdvanceTo(181);
        Assert.Equal([double.NaN, double.NaN], Read(window, 2));
    }

    //
    [Fact]
    public void A_window_without_values_reads_NaN()
    {
        Assert.Equal([double.NaN, double.NaN, double.NaN], Read(Window(0, 0.5, 1), 3));
    }

    //
    [Fact]
    public void Two_disjoint_sets_of_values_are_one_window()
    {
        var window = Window(QuantileObjectives.Create([new(0.25, 0.01), new(0.5, 0.01), new(0.75, 0.01)], "s"));
        Observe(window, Shuffled(1, 10_000));
        AdvanceTo(50);
        Observe(window, Shuffled(1_000_001, 10_000));

        var both = Read(window, 3);
        Assert.InRange(both[0], 4800, 5200);
        Assert.True(both[1] is >= 9800 and <= 10_000 or >= 1_000_001 and <= 1_000_200);
        Assert.InRange(both[2], 1_004_800, 1_005_200);

        AdvanceTo(101);
        var second = Read(window, 3);
        Assert.InRange(second[0], 1_002_400, 1_002_600);
        Assert.InRange(second[1], 1_004_900, 1_005_100);
        Assert.InRange(second[2], 1_007_400, 1_007_600);
    }

    [Fact]
    public void Infinities_are_values_like_others()
    {
        var window = Window(0, 0.5, 1);
        Observe(window, [double.PositiveInfinity, 3, double.NegativeInfinity]);
        Assert.Equal([double.NegativeInfinity, 3, double.PositiveInfinity], Read(window, 3));

        Observe(window, Enumerable.Repeat(double.PositiveInfinity, 3000));
        Assert.Equal([double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity], Read(window, 3));
    }

    // the formats decide how to handle a negative quantile.
    [Fact]
    public void Negative_values_are_allowed()
    {
        var window = Window(0, 1);
        Observe(window, [-1, -2]);
        Assert.Equal([-2, -1], Read(window, 2));
    }

    [Fact]
    public void The_time_of_day_plays_no_part()
    {
        var window = Window(0.5);
        window.Observe(1);
        _clock.UtcNow += TimeSpan.FromDays(1000);
        window.Observe(1);
        Assert.Equal([1], Read(window, 1));
    }

    [Fact]
    public void A_clock_that_goes_back_does_no_harm()
    {
        var window = Window(0, 1);
        AdvanceTo(250);
        window.Observe(1);
        _clock.Timestamp -= 500 * _clock.TimestampFrequency;
        Observe(window, Enumerable.Repeat(2.0, 1000));
        Assert.Equal([1, 2], Read(window, 2));
    }

    [Fact]
    public void The_longest_and_the_shortest_age_work()
    {
        var longest = new QuantileWindow(QuantileObjectives.Create([new(0.5, 0.05)], "s"), TimeSpan.MaxValue, 1, _clock);
        var shortest = new QuantileWindow(QuantileObjectives.Create([new(0.5, 0.05)], "s"), TimeSpan.FromTicks(1), 100, _clock);
        longest.Observe(1);
        shortest.Observe(1);
        Assert.Equal([1], Read(shortest, 1));

        _clock.Advance(TimeSpan.FromDays(10_000));
        Assert.Equal([1], Read(longest, 1));
        Assert.Equal([double.NaN], Read(shortest, 1));
        longest.Observe(1);
        shortest.Observe(2);
        Assert.Equal([2], Read(shortest, 1));
    }

    //
    [Fact]
    public void An_age_or_a_number_of_steps_that_is_not_positive_is_refused()
    {
        var objectives = QuantileObjectives.Create([new(0.5, 0.05)], "s");
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileWindow(objectives, TimeSpan.FromTicks(-1), 5, _clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileWindow(objectives, TimeSpan.Zero, 5, _clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileWindow(objectives, TimeSpan.FromSeconds(1), 0, _clock));
    }

    private static void Observe(QuantileWindow window, IEnumerable<double> values)
    {
        foreach (var value in values)
        {
            window.Observe(value);
        }
    }

    private static double[] Read(QuantileWindow window, int count)
    {
        var values = new double[count];
        window.Read(values);
        return values;
    }

    private static double[] Shuffled(int first, int count)
    {
        var values = Enumerable.Range(first, count).Select(i => (double)i).ToArray();
        new Random(count).Shuffle(values);
        return values;
    }

    private QuantileWindow Window(params double[] quantiles)
        => Window(QuantileObjectives.Create(Array.ConvertAll(quantiles, q => new QuantileObjective(q, 0.05)), "s"));

    private QuantileWindow Window(QuantileObjectives objectives) => new(objectives, TimeSpan.FromSeconds(100), 5, _clock);

    private void AdvanceTo(int seconds) => _clock.Timestamp = _start + (seconds * _clock.TimestampFrequency);

    private void AssertAt(int seconds, double expected, QuantileWindow window)
    {
        AdvanceTo(seconds);
        Assert.Equal(expected, Read(window, 1)[0]);
    }
}
