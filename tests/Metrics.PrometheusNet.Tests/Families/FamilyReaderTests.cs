using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.PrometheusNet;

namespace PrometheusMetrics.Tests.PrometheusNet.Families;

public class FamilyReaderTests
{
    // prometheus-net writes the count before the buckets, and observations go on meanwhile.
    [Fact]
    public void The_count_of_a_histogram_is_that_of_its_buckets()
    {
        var visitor = Read(
            "# HELP h \n# TYPE h histogram\nh_sum 7.5\nh_count 3\n" +
            "h_bucket{le=\"1.0\"} 2\nh_bucket{le=\"2.5\"} 2\nh_bucket{le=\"+Inf\"} 5\n");

        Assert.Equal(["1 2.5", "2 0 3", "7.5"], visitor.Said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# HELP")]
    [InlineData("# HELP \n")]
    [InlineData("# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a b\n")]
    [InlineData("# HELP a b\n# TYPE b gauge\nb 1\n")]
    [InlineData("# HELP a b\n# TYPE a")]
    [InlineData("# HELP a b\n# TYPE a info\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\nb 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1")]
    [InlineData("# HELP a b\n# TYPE a gauge\na \n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na one\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1x\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na_sum 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{ 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x= 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\\")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\"")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\"}1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x-y=\"1\"x=\"2\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\n\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_count 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\na_count 1\na_bucket{le=\"1\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\na_count 1\na_bucket 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\na_count{x=\"1\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\na_count 1\na_bucket{x=\"1\",le=\"+Inf\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\na_count 1\na_bucket{le=\"x\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_sum 1\na_count 1\na_bucket{le=\"+Inf\"} 1.5\n")]
    [InlineData("# HELP a b\n# TYPE a summary\na_count 1\n")]
    [InlineData("# HELP a b\n# TYPE a summary\na_sum 1\na_count 1\na{quantile=\"x\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a summary\na_sum 1\na_count 1\na 1\n")]
    [InlineData("# HELP a b\n# TYPE a summary\na_sum 1\na_count 1\na_bucket 1\n")]
    public void A_text_that_prometheus_net_does_not_write_is_left_out(string text)
    {
        var visitor = Read(text);

        Assert.StartsWith("left out", Assert.Single(visitor.Said), StringComparison.Ordinal);
    }

    // A family that could not be read in one collection is read again in the next one.
    [Fact]
    public void A_family_is_read_from_its_beginning_each_time()
    {
        var visitor = new TextVisitor();
        var reader = new FamilyReader(visitor, new FamilyCache());
        foreach (var samples in new[] { "a{x=\"1\"} 1\na{x=\"2\"} 2\n", "a{x=\"1\"} 1\nb\n", "a{x=\"2\"} 3\n", "" })
        {
            reader.Read(Encoding.UTF8.GetBytes("# HELP a b\n# TYPE a gauge\n" + samples));
        }

        Assert.Equal(["x=\"1\" 1", "x=\"2\" 2", "left out a", "x=\"2\" 3"], visitor.Said);
    }

    private static TextVisitor Read(string text)
    {
        var visitor = new TextVisitor();
        new FamilyReader(visitor, new FamilyCache()).Read(Encoding.UTF8.GetBytes(text));
        return visitor;
    }

    private sealed class TextVisitor : MetricVisitor
    {
        public List<string> Said { get; } = [];

        public override void Gauge(LabelSet labels, in GaugeSample sample) =>
            Said.Add(FormattableString.Invariant($"{labels} {sample.Value}"));

        public override void Histogram(LabelSet labels, in HistogramSample sample) => Said.AddRange(
            FormattableString.Invariant($"{string.Join(' ', sample.Bounds.ToArray())}"),
            FormattableString.Invariant($"{string.Join(' ', sample.BucketCounts.ToArray())}"),
            FormattableString.Invariant($"{sample.Sum}"));

        public override void LeaveOut(string family, string reason) => Said.Add($"left out {family}");
    }
}
