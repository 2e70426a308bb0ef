using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Instruments.Native;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

public class NativeHistogramExemplarTests : EngineTest
{
    private static readonly ExemplarOptions Every = new() { MinInterval = TimeSpan.Zero };

    //
    [Fact]
    public void They_are_a_list_by_value_each_with_its_time()
    {
        var histogram = Create(new());

        Observe(histogram, 4);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Observe(histogram, 1);
        Observe(histogram, 2);

        Assert.Equal(["1", "2", "4"], Shown(histogram));
        Assert.All(Exemplars(histogram), exemplar => Assert.NotNull(exemplar.Timestamp));
        Assert.Equal(TimeSpan.FromSeconds(1), Exemplars(histogram)[0].Timestamp - Exemplars(histogram)[2].Timestamp);
    }

    //
    [Fact]
    public void Ten_are_kept()
    {
        var histogram = Create(new());

        for (var i = 1; i <= 25; i++)
        {
            Observe(histogram, i);
        }

        Assert.Equal(10, Exemplars(histogram).Length);
    }

    //
    [Fact]
    public void None_are_kept_if_the_maximum_is_zero()
    {
        var histogram = Create(new() { MaxExemplars = 0 });

        Observe(histogram, 1);

        Assert.Empty(Exemplars(histogram));
    }

    //
    [Fact]
    public void One_of_two_close_exemplars_is_replaced()
    {
        var histogram = Create(new() { MaxExemplars = 2 });

        Observe(histogram, 1);
        Observe(histogram, 100);
        Observe(histogram, 99);

        Assert.Equal(["1", "99"], Shown(histogram));
    }

    //
    [Fact]
    public void The_oldest_is_replaced_once_it_is_too_old()
    {
        var histogram = Create(new() { MaxExemplars = 2 });

        Observe(histogram, 1);
        Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(1));
        Observe(histogram, 100);
        Observe(histogram, 99);

        Assert.Equal(["99", "100"], Shown(histogram));
    }

    //
    [Fact]
    public void NaN_has_none()
    {
        var histogram = Create(new());

        Observe(histogram, double.NaN);

        Assert.Empty(Exemplars(histogram));
        Assert.Equal(1, Registry.GetSampleValue("metrics_exemplars_dropped_total", ("family", "h")));
    }

    //
    [Fact]
    public void Classic_buckets_beside_them_show_theirs()
    {
        var histogram = Create(new(), 1, 2);

        Observe(histogram, 1.5);

        var visitor = new NativeVisitor();
        ((Series)histogram).Collect(visitor);
        Assert.Equal([null, 1.5, null], visitor.ClassicExemplars.Select(exemplar => exemplar?.Value));
        Assert.Equal(["1.5"], Shown(histogram));
    }

    // an observation from before a reset has no exemplar after it.
    [Fact]
    public void A_reset_takes_them_along()
    {
        var histogram = Create(new() { MaxBuckets = 1, MinResetDuration = TimeSpan.FromHours(1) });
        Observe(histogram, 1);
        Clock.Advance(TimeSpan.FromHours(1));

        histogram.Observe(100);

        Assert.Empty(Exemplars(histogram));
    }

    [Fact]
    public void The_observation_that_brings_about_a_reset_keeps_its_own()
    {
        var histogram = Create(new() { MaxBuckets = 1, MinResetDuration = TimeSpan.FromHours(1) });
        Observe(histogram, 1);
        Clock.Advance(TimeSpan.FromHours(1));

        Observe(histogram, 100);

        Assert.Equal(["100"], Shown(histogram));
    }

    [Fact]
    public void At_most_one_comes_in_an_interval()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Native = new() });

        Observe(histogram, 1);
        Observe(histogram, 2);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Observe(histogram, 3);

        Assert.Equal(["1", "3"], Shown(histogram));
    }

    private static void Observe(IHistogram histogram, double value) =>
        histogram.ObserveWithExemplar(value, ("id", FormattableString.Invariant($"{value}")));

    private static Exemplar[] Exemplars(IHistogram histogram)
    {
        var visitor = new NativeVisitor();
        ((Series)histogram).Collect(visitor);
        return visitor.Exemplars;
    }

    private static string[] Shown(IHistogram histogram) => [.. Exemplars(histogram).Select(exemplar => exemplar.Labels.Values[0])];

    private IHistogram Create(NativeHistogramOptions native, params double[] buckets) =>
        Factory.CreateHistogram("h", "", new HistogramOptions { Native = native, Buckets = buckets, Exemplars = Every });
}
