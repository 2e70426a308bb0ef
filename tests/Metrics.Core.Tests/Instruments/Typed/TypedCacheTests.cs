using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Typed;

public class TypedCacheTests
{
    private readonly TypedCache<string, int> _cache = new();

    [Fact]
    public void What_was_put_in_is_found()
    {
        for (var i = 0; i < 100; i++)
        {
            _cache.Add(i, $"{i}", removals: 0, series: 100);
        }

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal($"{i}", Find(i)));
        Assert.Null(Find(100));
    }

    [Fact]
    public void The_first_stays()
    {
        _cache.Add(1, "first", removals: 0, series: 1);
        _cache.Add(1, "second", removals: 0, series: 1);

        Assert.Equal("first", Find(1));
    }

    [Fact]
    public void After_a_removal_nothing_from_before_is_found()
    {
        _cache.Add(1, "before", removals: 0, series: 1);
        Assert.Null(Find(1, removals: 1));

        _cache.Add(2, "after", removals: 1, series: 1);
        Assert.Null(Find(1, removals: 1));
        Assert.Equal("after", Find(2, removals: 1));
    }

    // A slow thread adds an instrument that it found before a removal.
    [Fact]
    public void What_comes_too_late_is_not_found()
    {
        _cache.Add(1, "after", removals: 1, series: 1);
        _cache.Add(2, "before", removals: 0, series: 1);

        Assert.Null(Find(2, removals: 1));
    }

    // For example ill-formed strings, which are all converted to the same label value.
    [Fact]
    public void Values_without_end_that_share_a_series_do_not_fill_it_without_end()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Add(i, "same", removals: 0, series: 1);
            Assert.Equal("same", Find(i));
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => Find(i) is not null), 1, 8);
    }

    // A reader that found an empty slot must not return the instrument that another thread stores there.
    [Fact]
    public void Values_never_find_the_instrument_of_others()
    {
        for (var round = 0; round < 300; round++)
        {
            var cache = new TypedCache<string, int>();
            ParallelRunner.Do(2, worker =>
            {
                for (var i = 0; i < 500; i++)
                {
                    Assert.True(cache.Find((2 * i) + worker, 0) is null);
                    cache.Add((2 * i) + worker, "x", removals: 0, series: 1000);
                }
            });
        }
    }

    // Like the hash codes of multiples of a large number.
    [Fact]
    public void Values_whose_hashes_differ_in_high_bits_only_are_not_compared_with_each_other()
    {
        const int Values = 500;
        var comparisons = new StrongBox<int>();
        var cache = new TypedCache<string, HighBits>();
        for (var i = 0; i < Values; i++)
        {
            cache.Add(new HighBits(i, comparisons), "x", removals: 0, series: Values);
        }

        comparisons.Value = 0;
        for (var i = 0; i < Values; i++)
        {
            Assert.NotNull(cache.Find(new HighBits(i, comparisons), removals: 0));
        }

        Assert.InRange(comparisons.Value, Values, 10 * Values);
    }

    private string? Find(int key, int removals = 0) => _cache.Find(key, removals);

    private readonly struct HighBits(int number, StrongBox<int> comparisons) : IEquatable<HighBits>
    {
        private readonly int _number = number;

        public bool Equals(HighBits other)
        {
            comparisons.Value++;
            return other._number == _number;
        }

        public override bool Equals(object? obj) => obj is HighBits other && Equals(other);

        public override int GetHashCode() => _number << 20;
    }
}
