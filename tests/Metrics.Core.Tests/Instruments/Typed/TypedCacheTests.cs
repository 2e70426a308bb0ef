using Metrics.Instruments;

namespace Metrics.Tests.Instruments.Typed;

public class TypedCacheTests
{
    private readonly TypedCache<LabelKey<int>, string> _cache = new();

    [Fact]
    public void What_was_put_in_is_found()
    {
        for (var i = 0; i < 100; i++)
        {
            _cache.Add(new(i), $"{i}", removals: 0, series: 100);
        }

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal($"{i}", Find(i)));
        Assert.Null(Find(100));
    }

    [Fact]
    public void The_first_stays()
    {
        _cache.Add(new(1), "first", removals: 0, series: 1);
        _cache.Add(new(1), "second", removals: 0, series: 1);

        Assert.Equal("first", Find(1));
    }

    [Fact]
    public void After_a_removal_nothing_from_before_is_found()
    {
        _cache.Add(new(1), "before", removals: 0, series: 1);
        Assert.Null(Find(1, removals: 1));

        _cache.Add(new(2), "after", removals: 1, series: 1);
        Assert.Null(Find(1, removals: 1));
        Assert.Equal("after", Find(2, removals: 1));
    }

    // A slow thread comes with what it found before a removal.
    [Fact]
    public void What_comes_too_late_is_not_found()
    {
        _cache.Add(new(1), "after", removals: 1, series: 1);
        _cache.Add(new(2), "before", removals: 0, series: 1);

        Assert.Null(Find(2, removals: 1));
    }

    // Ill-formed strings, for example, which all become the same label.
    [Fact]
    public void Values_without_end_that_share_a_series_do_not_fill_it_without_end()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Add(new(i), "same", removals: 0, series: 1);
            Assert.Equal("same", Find(i));
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => Find(i) is not null), 1, 8);
    }

    private string? Find(int key, int removals = 0) => _cache.Find(new(key), removals);
}
