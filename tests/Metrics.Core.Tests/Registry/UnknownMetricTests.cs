using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>No instrument is of unknown type, but what a collector passes on may be.</summary>
public class UnknownMetricTests : EngineTest
{
    private static readonly MetricDescriptor Family = new(MetricType.Unknown, "size", "Help.", ["k"], "bytes");

    // R-157
    [Theory]
    [InlineData(42, "42")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void It_may_be_any_number_and_reads_right_in_each_format(double value, string text)
    {
        Registry.Register(new TestCollector([Family], visitor =>
        {
            visitor.BeginFamily(Family);
            visitor.Unknown(Family.Labels("1"), new UnknownSample(value));
            visitor.EndFamily();
        }));

        Assert.Equal(
            ["# HELP size_bytes Help.", "# TYPE size_bytes untyped", $"size_bytes{{k=\"1\"}} {text}"],
            Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal(
            ["# TYPE size_bytes unknown", "# UNIT size_bytes bytes", "# HELP size_bytes Help.", $"size_bytes{{k=\"1\"}} {text}"],
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
        Assert.Equal(value, Registry.GetSampleValue("size_bytes", ("k", "1")));
    }
}
