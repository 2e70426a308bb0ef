using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class SpreadReservoirTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private SpreadReservoir _exemplars = new(max: 10, timeToLive: 5 * Minute);
    private DateTimeOffset _now = Start;

    //
    [Fact]
    public void There_are_never_more_than_the_limit()
    {
        Add([.. Enumerable.Range(1, 25).Select(i => (double)i)]);

        Assert.Equal(10, _exemplars.Count);
    }

    //
    [Fact]
    public void A_limit_of_zero_keeps_none()
    {
        _exemplars = new SpreadReservoir(max: 0, 5 * Minute);

        Assert.False(_exemplars.Offer(New(1, Start), Start));
        Assert.Empty(Values());
    }

    //
    [Fact]
    public void They_are_sorted_by_value()
    {
        Add(3, -1, 100, 0, double.NegativeInfinity, 2, 2, double.PositiveInfinity);

        Assert.Equal([double.NegativeInfinity, -1, 0, 2, 2, 3, 100, double.PositiveInfinity], Values());
    }

    //
    [Fact]
    public void A_new_exemplar_replaces_an_adjacent_one_that_is_closer_to_it_than_any_two_are_to_each_other()
    {
        Limit(2);
        Add(1, 100);

        Add(99);
        Assert.Equal([1, 99], Values());

        Add(1.1);
        Assert.Equal([1.1, 99], Values());
    }

    // on a logarithmic scale 1 and 1.9 are further apart than 600 and 1000.
    [Fact]
    public void Closeness_is_a_matter_of_ratios()
    {
        Limit(3);
        Add(1, 1.9, 600);

        Add(1000);

        Assert.Equal([1, 1.9, 1000], Values());
    }

    //
    [Fact]
    public void Otherwise_the_older_one_of_the_closest_pair_goes()
    {
        Limit(3);
        Add(2, 1, 1000);

        Add(1e6);

        Assert.Equal([1, 1000, 1e6], Values());
    }

    //
    [Fact]
    public void What_is_older_than_its_time_to_live_goes_first()
    {
        Limit(3);
        Add(1000, 1, 1.001, 1.002);
        Assert.Equal([1, 1.002, 1000], Values());

        _now += 6 * Minute;
        Add(1.003);

        Assert.Equal([1, 1.002, 1.003], Values());
    }

    // an exemplar of exactly this age is not too old.
    [Fact]
    public void The_time_to_live_is_inclusive()
    {
        Limit(2);
        Add(1000, 1);

        _exemplars.Offer(New(2, Start + Minute), Start + (5 * Minute));
        Assert.Equal([2, 1000], Values());

        _exemplars.Offer(New(3, Start + Minute), Start + (5 * Minute) + TimeSpan.FromTicks(1));
        Assert.Equal([2, 3], Values());
    }

    [Fact]
    public void The_only_one_is_replaced()
    {
        Limit(1);
        Add(1);

        Add(1000);

        Assert.Equal([1000], Values());
    }

    // Values of different signs are far apart, and zero is between them; neither zero nor a negative value has a logarithm.
    [Fact]
    public void Zero_negative_and_infinite_values_have_their_distances_too()
    {
        Limit(4);
        Add(-1, 0, 1, double.PositiveInfinity);

        Add(-1.5);
        Assert.Equal([-1.5, 0, 1, double.PositiveInfinity], Values());

        Add(double.PositiveInfinity);
        Assert.Equal([-1.5, 0, 1, double.PositiveInfinity], Values());

        Add(double.MaxValue);
        Assert.Equal([-1.5, 0, 1, double.MaxValue], Values());
    }

    //
    [Fact]
    public void What_has_no_timestamp_or_no_value_is_not_taken()
    {
        Assert.False(_exemplars.Offer(New(1, timestamp: null), Start));
        Assert.False(_exemplars.Offer(New(double.NaN, Start), Start));

        Assert.Empty(Values());
    }

    //
    [Fact]
    public void They_spread_over_the_range_of_values()
    {
        var random = new Random(1);

        Add([.. Enumerable.Range(0, 1000).Select(_ => Math.Pow(10, random.NextDouble() * 5))]);

        Assert.Equal(10, _exemplars.Count);
        Assert.Equal(5, Values().Select(value => Math.Floor(Math.Log10(value))).Distinct().Count());
    }

    private void Limit(int max) => _exemplars = new SpreadReservoir(max, 5 * Minute);

    // Each a little later than the one before.
    private void Add(params double[] values)
    {
        foreach (var value in values)
        {
            Assert.True(_exemplars.Offer(New(value, _now), _now));
            _now += TimeSpan.FromTicks(1);
        }
    }

    private double[] Values()
    {
        var values = new Exemplar[_exemplars.Count];
        _exemplars.CopyTo(values);
        return [.. values.Select(exemplar => exemplar.Value)];
    }

    private static Exemplar New(double value, DateTimeOffset? timestamp) => new(LabelSet.Create(("trace_id", "1")), value, timestamp);
}
