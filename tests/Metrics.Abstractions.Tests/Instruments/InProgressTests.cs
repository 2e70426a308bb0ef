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
    public void A_tracker_that_is_disposed_twice_subtracts_once()
    {
        var tracker = _gauge.TrackInProgress();

        tracker.Dispose();
        tracker.Dispose();

        Assert.Equal([0, 1, 0], _gauge.History);
    }

    [Fact]
    public void A_second_variable_is_the_same_tracker()
    {
        var tracker = _gauge.TrackInProgress();
        var second = tracker;

        tracker.Dispose();
        second.Dispose();
        ((IDisposable)second).Dispose();

        Assert.Equal([0, 1, 0], _gauge.History);
    }

    [Fact]
    public void A_using_within_a_using_subtracts_once()
    {
        using (var tracker = _gauge.TrackInProgress())
        {
            using (tracker)
            {
            }

            Assert.Equal(0, _gauge.Value);
        }

        Assert.Equal([0, 1, 0], _gauge.History);
    }

    [Fact]
    public void Threads_that_dispose_at_once_subtract_once()
    {
        Disposal.FromTwoThreads(_gauge.TrackInProgress);

        Assert.Equal(0, _gauge.Value);
    }

    [Fact]
    public void Equality_is_that_of_the_tracker()
    {
        var tracker = _gauge.TrackInProgress();
        var same = tracker;
        var other = _gauge.TrackInProgress();

        Assert.True(tracker == same);
        Assert.True(tracker.Equals(same));
        Assert.Equal(tracker.GetHashCode(), same.GetHashCode());
        Assert.True(tracker != other);
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>("gauge", () => InProgressExtensions.TrackInProgress(null!));
}
