using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class InProgressTests
{
    private readonly FakeGauge _gauge = new();

    //
    [Fact]
    public void It_is_one_higher_while_something_is_in_progress()
    {
        using (_gauge.TrackInProgress())
        {
            Assert.Equal(1, _gauge.Value);
        }

        Assert.Equal(0, _gauge.Value);
    }

    //
    [Fact]
    public void Trackers_nest()
    {
        using (_gauge.TrackInProgress())
        using (_gauge.TrackInProgress())
        using (_gauge.TrackInProgress())
        {
            Assert.Equal(3, _gauge.Value);
        }

        Assert.Equal([0, 1, 2, 3, 2, 1, 0], _gauge.History);
    }

    //
    [Fact]
    public void An_exception_ends_it_too()
    {
        Assert.Throws<InvalidOperationException>(Fail);
        Assert.Equal([0, 1, 0], _gauge.History);

        void Fail()
        {
            using var tracker = _gauge.TrackInProgress();
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public void A_tracker_of_nothing_subtracts_nothing() => default(InProgressTracker).Dispose();

    [Fact]
    public void Equality_is_that_of_the_gauge()
    {
        var tracker = _gauge.TrackInProgress();
        var same = _gauge.TrackInProgress();
        var other = new FakeGauge().TrackInProgress();

        Assert.True(tracker == same);
        Assert.True(tracker.Equals((object)same));
        Assert.Equal(tracker.GetHashCode(), same.GetHashCode());
        Assert.True(tracker != other);
        Assert.Equal(0, default(InProgressTracker).GetHashCode());
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>("gauge", () => InProgressExtensions.TrackInProgress(null!));
}
