using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class TimerTests
{
    private readonly TestTimeProvider _clock = new();
    private readonly FakeDistribution _distribution = new();
    private readonly FakeGauge _gauge = new();

    //
    [Fact]
    public void A_distribution_observes_seconds()
    {
        using (_distribution.StartTimer(_clock))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1500));
            Assert.Empty(_distribution.Observed);
        }

        Assert.Equal([1.5], _distribution.Observed);
    }

    // one pattern for all.
    [Fact]
    public void Histograms_and_summaries_are_timed_in_the_same_way()
    {
        using (((IHistogram)_distribution).StartTimer(_clock))
        using (((ISummary)_distribution).StartTimer(_clock))
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal([2, 2], _distribution.Observed);
    }

    //
    [Fact]
    public void A_gauge_is_set_to_the_seconds()
    {
        _gauge.Set(100);

        using (_gauge.StartTimer(_clock))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal([0, 100, 0.1], _gauge.History);
    }

    [Fact]
    public void An_exception_is_timed_too()
    {
        Assert.Throws<InvalidOperationException>(Fail);
        Assert.Equal([3], _distribution.Observed);

        void Fail()
        {
            using var timer = _distribution.StartTimer(_clock);
            _clock.Advance(TimeSpan.FromSeconds(3));
            throw new InvalidOperationException();
        }
    }

    //
    [Fact]
    public void A_wall_clock_that_goes_back_does_not_matter()
    {
        using (_distribution.StartTimer(_clock))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _clock.UtcNow -= TimeSpan.FromDays(1);
        }

        Assert.Equal([1], _distribution.Observed);
    }

    [Fact]
    public void The_elapsed_time_can_be_read_while_the_timer_runs()
    {
        using var timer = _distribution.StartTimer(_clock);

        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(TimeSpan.FromSeconds(4), timer.Elapsed);
    }

    [Fact]
    public void Without_a_time_provider_the_system_time_is_used()
    {
        using (_distribution.StartTimer())
        {
        }

        Assert.InRange(Assert.Single(_distribution.Observed), 0, 60);
    }

    [Fact]
    public void It_may_be_disposed_on_another_thread()
    {
        var timer = _distribution.StartTimer(_clock);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var thread = new Thread(() => timer.Dispose());
        thread.Start();
        thread.Join();

        Assert.Equal([5], _distribution.Observed);
    }

    [Fact]
    public void A_timer_that_is_disposed_twice_reports_once()
    {
        var timer = _distribution.StartTimer(_clock);
        var gaugeTimer = _gauge.StartTimer(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));

        timer.Dispose();
        gaugeTimer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));
        timer.Dispose();
        gaugeTimer.Dispose();

        Assert.Equal([1], _distribution.Observed);
        Assert.Equal([0, 1], _gauge.History);
    }

    [Fact]
    public void A_second_variable_is_the_same_timer()
    {
        var timer = _distribution.StartTimer(_clock);
        var second = timer;
        _clock.Advance(TimeSpan.FromSeconds(1));

        timer.Dispose();
        second.Dispose();
        ((IDisposable)second).Dispose();

        Assert.Equal([1], _distribution.Observed);
    }

    [Fact]
    public void A_using_within_a_using_reports_once()
    {
        using (var timer = _distribution.StartTimer(_clock))
        {
            using (timer)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(TimeSpan.FromSeconds(2), timer.Elapsed);
        }

        Assert.Equal([1], _distribution.Observed);
    }

    [Fact]
    public void Threads_that_dispose_at_once_report_once()
    {
        Disposal.FromTwoThreads(() => _distribution.StartTimer(_clock));
        Disposal.FromTwoThreads(() => _gauge.StartTimer(_clock));

        Assert.Equal(Disposal.Count, _distribution.Observed.Count);
        Assert.Equal(1 + Disposal.Count, _gauge.History.Count);
    }

    [Fact]
    public void A_timer_without_an_instrument_observes_where_it_is_told_at_the_end()
    {
        var timer = DurationTimer.StartNew(_clock);
        _clock.Advance(TimeSpan.FromMilliseconds(1500));

        var elapsed = timer.ObserveInto(_distribution);

        Assert.Equal(TimeSpan.FromMilliseconds(1500), elapsed);
        Assert.Equal([1.5], _distribution.Observed);
    }

    [Fact]
    public void It_may_observe_any_number_of_times()
    {
        using var timer = DurationTimer.StartNew(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        timer.ObserveInto(_distribution);
        timer.ObserveInto(_distribution);
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(2), timer.ObserveInto(_distribution));
        Assert.Equal([1, 1, 2], _distribution.Observed);
    }

    [Fact]
    public void What_a_timer_observes_elsewhere_does_not_replace_its_own_instrument()
    {
        var other = new FakeDistribution();
        using (var timer = _distribution.StartTimer(_clock))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            timer.ObserveInto(other);
            Assert.Empty(_distribution.Observed);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1], other.Observed);
        Assert.Equal([2], _distribution.Observed);
    }

    [Fact]
    public void A_timer_without_an_instrument_uses_the_system_time_by_default() =>
        Assert.InRange(DurationTimer.StartNew().ObserveInto(_distribution), TimeSpan.Zero, TimeSpan.FromMinutes(1));

    [Fact]
    public void Starting_and_stopping_allocates_the_timer_and_nothing_else()
    {
        const int BytesOfATimer = 48;
        var quiet = NullMetricFactory.Instance.CreateHistogram("x", "");

        Assert.InRange(Allocations.InTheLongRun(() => Run(quiet)), 0, 1000 * BytesOfATimer);

        static void Run(IHistogram histogram)
        {
            for (var i = 0; i < 1000; i++)
            {
                using var timer = histogram.StartTimer();
            }
        }
    }

    [Fact]
    public void Equality_is_that_of_the_measurement()
    {
        var timer = _distribution.StartTimer(_clock);
        var copy = timer;
        _clock.Advance(TimeSpan.FromTicks(1));
        var later = _distribution.StartTimer(_clock);

        Assert.True(timer == copy);
        Assert.True(timer.Equals((object)copy));
        Assert.Equal(timer.GetHashCode(), copy.GetHashCode());
        Assert.True(timer != later);
        Assert.False(timer.Equals((object)later));
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("distribution", () => TimerExtensions.StartTimer((IDistribution)null!));
        Assert.Throws<ArgumentNullException>("gauge", () => TimerExtensions.StartTimer((IGauge)null!));
        Assert.Throws<ArgumentNullException>("distribution", () => DurationTimer.StartNew().ObserveInto(null!));
    }
}
