using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Tests of histograms and summaries that every format must pass.</summary>
public abstract partial class ExpositionFormatContract
{
    [Fact]
    public void Buckets_add_up_and_the_last_one_is_the_count()
    {
        var lines = Lines(AnyHistogram, visitor =>
            visitor.Histogram(AnyHistogram.Labels("a"), new HistogramSample([0.5, 2.5], [5_000_000_000, 0, 7], 3)));

        Assert.Equal(
            [
                """h_bucket{method="a",le="+Inf"} 5000000007""",
                """h_bucket{method="a",le="0.5"} 5000000000""",
                """h_bucket{method="a",le="2.5"} 5000000000""",
                """h_count{method="a"} 5000000007""",
                """h_sum{method="a"} 3""",
            ],
            lines.Where(line => line.StartsWith("h_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_series_has_the_bounds_that_it_came_with()
    {
        var lines = Lines(AnyHistogram, visitor =>
        {
            visitor.Histogram(AnyHistogram.Labels("a"), new HistogramSample([0.5, 2.5], [1, 1, 1], 3));
            visitor.Histogram(AnyHistogram.Labels("b"), new HistogramSample([0.5, 2.5], [1, 1, 1], 3));
            visitor.Histogram(AnyHistogram.Labels("c"), new HistogramSample([0.5, 3.5], [1, 1, 1], 3));
            visitor.Histogram(AnyHistogram.Labels("d"), new HistogramSample([0.5], [1, 1], 3));
            visitor.Histogram(AnyHistogram.Labels("e"), new HistogramSample([], [1], 3));
            visitor.Histogram(AnyHistogram.Labels("f"), new HistogramSample([0.1, 0.2, 0.3, 0.4], [1, 1, 1, 1, 1], 3));
        });

        Assert.Equal(
            "a0.5 a2.5 a+Inf b0.5 b2.5 b+Inf c0.5 c3.5 c+Inf d0.5 d+Inf e+Inf f0.1 f0.2 f0.3 f0.4 f+Inf",
            string.Join(' ', lines
                .Where(line => line.StartsWith("h_bucket", StringComparison.Ordinal))
                .Select(line => line.Split('"')[1] + line.Split('"')[3])));
    }

    [Fact]
    public void Summaries_have_quantiles_sum_and_count()
    {
        var lines = Lines(AnySummary, visitor =>
        {
            visitor.Summary(AnySummary.Labels("a"), new SummarySample(4, 2.5, [0.5, 0.99], [0.25, double.NaN]));
            visitor.Summary(AnySummary.Labels("b"), new SummarySample(0, 0, [], []));
        });

        Assert.Equal(
            [
                """s_count{method="a"} 4""",
                """s_count{method="b"} 0""",
                """s_sum{method="a"} 2.5""",
                """s_sum{method="b"} 0""",
                """s{method="a",quantile="0.5"} 0.25""",
                """s{method="a",quantile="0.99"} NaN""",
            ],
            lines.Where(line => line.StartsWith('s')).Order(StringComparer.Ordinal));
    }
}
