using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class DistributionTests
{
    private readonly FakeDistribution _distribution = new();

    //
    [Fact]
    public void A_duration_is_observed_in_seconds()
    {
        _distribution.Observe(TimeSpan.FromMilliseconds(1500));
        ((IHistogram)_distribution).Observe(TimeSpan.FromMinutes(1));
        ((ISummary)_distribution).Observe(TimeSpan.FromTicks(1));

        Assert.Equal([1.5, 60, 1e-7], _distribution.Observed);
    }

    [Fact]
    public void A_duration_of_zero_or_less_is_observed_as_it_is()
    {
        _distribution.Observe(TimeSpan.Zero);
        _distribution.Observe(TimeSpan.FromSeconds(-2));

        Assert.Equal([0, -2], _distribution.Observed);
    }

    [Fact]
    public void A_duration_allocates_nothing()
    {
        var quiet = NullMetricFactory.Instance.CreateHistogram("x", "");

        Assert.Equal(0, Allocations.OfThousandCalls(() => quiet.Observe(TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void Null_is_refused() =>
        Assert.Throws<ArgumentNullException>("distribution", () => DistributionExtensions.Observe(null!, TimeSpan.Zero));
}
