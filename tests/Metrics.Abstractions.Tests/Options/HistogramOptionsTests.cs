namespace PrometheusMetrics.Tests.Options;

public class HistogramOptionsTests
{
    [Fact]
    public void Bounds_become_options_with_nothing_else()
    {
        double[] bounds = [1, 2];
        HistogramOptions options = bounds;

        Assert.Same(bounds, options.Buckets);
        Assert.Equivalent(new HistogramOptions { Buckets = bounds }, options, strict: true);
    }

    [Fact]
    public void No_bounds_become_the_defaults()
    {
        double[]? none = null;
        HistogramOptions options = none;

        Assert.NotNull(options);
        Assert.Null(options.Buckets);
    }
}
