using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class TextFormatTests : ExpositionFormatContract
{
    protected override ExpositionFormat Format => ExpositionFormat.Text;

    protected override string End => "";

    [Theory]
    [InlineData(MetricType.Unknown, "m", "untyped")]
    [InlineData(MetricType.Counter, "m_total", "counter")]
    [InlineData(MetricType.Gauge, "m", "gauge")]
    [InlineData(MetricType.Histogram, "m", "histogram")]
    [InlineData(MetricType.GaugeHistogram, "m", "histogram")]
    [InlineData(MetricType.Summary, "m", "summary")]
    [InlineData(MetricType.Info, "m_info", "gauge")]
    [InlineData(MetricType.StateSet, "m", "gauge")]
    public void A_family_is_described_under_the_name_of_its_series(MetricType type, string name, string word)
        => Assert.StartsWith($"# HELP {name} Help.\n# TYPE {name} {word}\n{name}", OneSampleOf(type, "Help."), StringComparison.Ordinal);

    [Fact]
    public void There_is_no_unit_line()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "m", "Help.", [], unit: "seconds");

        Assert.Equal(
            "# HELP m_seconds Help.\n# TYPE m_seconds gauge\nm_seconds 1\n",
            Body.Of(Format, family, v => v.Gauge(LabelSet.Empty, new GaugeSample(1))));
    }

    [Fact]
    public void Help_keeps_its_quotes() =>
        Assert.StartsWith(
            """# HELP m a "q" \\ b\nc""" + "\n", OneSampleOf(MetricType.Gauge, "a \"q\" \\ b\nc"), StringComparison.Ordinal);

    [Fact]
    public void Sum_comes_before_count() =>
        Assert.EndsWith(
            "m_bucket{le=\"+Inf\"} 2\nm_sum 12.75\nm_count 2\n", OneSampleOf(MetricType.Histogram, ""), StringComparison.Ordinal);

    [Fact]
    public void There_are_no_exemplars()
    {
        var exemplar = new Exemplar(LabelSet.Empty, 1);
        var counter = new MetricDescriptor(MetricType.Counter, "m", "");
        var histogram = new MetricDescriptor(MetricType.Histogram, "m", "");

        Assert.EndsWith(
            "m_total 1\n",
            Body.Of(Format, counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = exemplar })),
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            " # ",
            Body.Of(Format, histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1) { Exemplars = [exemplar] })),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1395066363000)]
    [InlineData(1520879607789)]
    [InlineData(0)]
    public void Timestamps_are_milliseconds(long milliseconds) => Assert.EndsWith(
        $"m 1 {milliseconds}\n",
        At(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).AddTicks(9999).ToOffset(TimeSpan.FromHours(5))),
        StringComparison.Ordinal);

    [Fact]
    public void Timestamps_before_1970_are_refused()
        => RefusesSample(new MetricDescriptor(MetricType.Gauge, "m", ""), v =>
            v.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch.AddTicks(-1) }));

    [Fact]
    public void The_refusal_of_an_early_timestamp_says_what_to_do() => Assert.Equal(
        "A sample of 'm' has a timestamp before 1970, for which Prometheus rejects the whole scrape: leave it out.",
        Assert.Throws<InvalidOperationException>(() => At(DateTimeOffset.UnixEpoch.AddTicks(-1))).Message);

    private string At(DateTimeOffset time) => Body.Of(
        Format, new MetricDescriptor(MetricType.Gauge, "m", ""), v => v.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = time }));

    private string OneSampleOf(MetricType type, string help) => Body.Of(Format, new MetricDescriptor(type, "m", help), Samples.Of(type));
}
