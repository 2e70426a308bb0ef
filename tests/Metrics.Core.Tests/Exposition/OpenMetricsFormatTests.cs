using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class OpenMetricsFormatTests : ExpositionFormatContract
{
    private static readonly MetricDescriptor Counter = new(MetricType.Counter, "m", "");

    protected override ExpositionFormat Format => ExpositionFormat.OpenMetrics;

    protected override string End => "# EOF\n"; // R-137

    [Theory]
    [InlineData(MetricType.Unknown, "unknown", "m 2")] // R-147, R-148, R-156, R-157, R-158, R-159, R-170
    [InlineData(MetricType.Counter, "counter", "m_total 3")]
    [InlineData(MetricType.Gauge, "gauge", "m 1")]
    [InlineData(MetricType.Histogram, "histogram", "m_bucket{le=\"1.0\"} 1\nm_bucket{le=\"+Inf\"} 2\nm_count 2\nm_sum 12.75")]
    [InlineData(MetricType.GaugeHistogram, "gaugehistogram", "m_bucket{le=\"1.0\"} 1\nm_bucket{le=\"+Inf\"} 2\nm_gcount 2\nm_gsum 12.75")]
    [InlineData(MetricType.Summary, "summary", "m{quantile=\"0.5\"} 1\nm_count 2\nm_sum 12.75")]
    [InlineData(MetricType.Info, "info", "m_info 1")]
    [InlineData(MetricType.StateSet, "stateset", "m{m=\"a\"} 1")]
    public void A_family_is_described_under_its_own_name(MetricType type, string word, string samples) => Assert.Equal(
        $"# TYPE m {word}\n# HELP m Help.\n{samples}\n# EOF\n",
        Body.Of(Format, new MetricDescriptor(type, "m", "Help."), Samples.Of(type)));

    [Fact]
    public void The_unit_stands_between_type_and_help() // R-144, R-149, R-150
        => Assert.StartsWith(
            "# TYPE m_bytes counter\n# UNIT m_bytes bytes\n# HELP m_bytes Help.\nm_bytes_total 3\n",
            Body.Of(
                Format, new MetricDescriptor(MetricType.Counter, "m_total", "Help.", [], unit: "bytes"), Samples.Of(MetricType.Counter)),
            StringComparison.Ordinal);

    [Fact]
    public void Created_lines_are_written_on_request() // R-164, R-165
    {
        var created = DateTimeOffset.FromUnixTimeMilliseconds(1699999000250);
        var time = DateTimeOffset.FromUnixTimeSeconds(1700000000);
        var histogram = new MetricDescriptor(MetricType.Histogram, "h", "", "method");
        var gauge = new MetricDescriptor(MetricType.GaugeHistogram, "g", "", "method");
        var summary = new MetricDescriptor(MetricType.Summary, "s", "");
        void Visit(MetricVisitor visitor)
        {
            visitor.BeginFamily(Counter);
            visitor.Counter(LabelSet.Empty, new CounterSample(1) { Created = created, Timestamp = time });
            visitor.Counter(LabelSet.Create(("a", "b")), new CounterSample(1));
            visitor.Counter(LabelSet.Create(("a", "nan")), new CounterSample(double.NaN) { Created = created });
            visitor.EndFamily();
            foreach (var family in new[] { histogram, gauge })
            {
                visitor.BeginFamily(family);
                visitor.Histogram(family.Labels("get"), new HistogramSample([1], [1, 1], 2) { Created = created });
                visitor.EndFamily();
            }

            visitor.BeginFamily(summary);
            visitor.Summary(LabelSet.Empty, new SummarySample(1, 1, [0.5], [1]) { Created = created });
            visitor.EndFamily();
        }

        var plain = Body.Of(Format, Visit).Split('\n');
        var lines = Body.Of(ExpositionFormat.OpenMetricsWithCreated, Visit).Split('\n').ToList();

        Assert.Equal(Format.ContentType, ExpositionFormat.OpenMetricsWithCreated.ContentType);
        Assert.DoesNotContain(plain, line => line.Contains("_created", StringComparison.Ordinal));
        Assert.Equal(
            ["m_created 1699999000.25 1700000000", "h_created{method=\"get\"} 1699999000.25", "s_created 1699999000.25"],
            lines.Except(plain));
        Assert.Equal("m_total 1 1700000000", lines[lines.IndexOf("m_created 1699999000.25 1700000000") - 1]);
        Assert.Equal("h_sum{method=\"get\"} 2", lines[lines.IndexOf("h_created{method=\"get\"} 1699999000.25") - 1]);
    }

    [Fact]
    public void The_created_time_is_of_the_series_and_not_of_the_window_of_its_quantiles() // R-166
    {
        var clock = new TestTimeProvider();
        using var registry = new MetricRegistry();
        var start = clock.GetUtcNow().ToUnixTimeSeconds();
        var summary = new MetricFactory(registry, clock).CreateSummary("s", "S.");
        summary.Observe(1);
        clock.Advance(TimeSpan.FromHours(1));
        summary.Observe(2);
        var body = Body.Of(ExpositionFormat.OpenMetricsWithCreated, visitor =>
        {
            using var reader = registry.Read();
            while (reader.Read(visitor))
            {
            }
        });

        Assert.Contains($"\ns_created {start}\n", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allow-utf-8", "{\"a.b_created\"} 1", "{\"h.i_created\",\"x.y\"=\"\"} 1")]
    [InlineData("underscores", "a_b_created 1", "h_i_created{x_y=\"\"} 1")]
    [InlineData("values", "U__a_2e_b__created 1", "U__h_2e_i_created{U__x_2e_y=\"\"} 1")]
    public void The_name_of_a_created_line_is_that_of_the_family(string scheme, string counterLine, string histogramLine)
    {
        var format = ContentNegotiation.Choose(
            $"application/openmetrics-text;version=1.0.0;escaping={scheme}", ExpositionFormat.OpenMetricsWithCreated);
        var (counter, histogram) = (
            new MetricDescriptor(MetricType.Counter, "a.b", ""), new MetricDescriptor(MetricType.Histogram, "h.i", "", "x.y"));
        var created = DateTimeOffset.FromUnixTimeSeconds(1);

        Assert.Contains(
            "\n" + counterLine + "\n",
            Body.Of(format, counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Created = created })),
            StringComparison.Ordinal);
        Assert.Contains(
            "\n" + histogramLine + "\n",
            Body.Of(format, histogram, v =>
                v.Histogram(histogram.Labels(""), new HistogramSample([], [1], 1) { Created = created })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Help_escapes_quotes_too() // R-152
        => Assert.Contains(
            """# HELP m a \"q\" \\ b\nc""" + "\n",
            Body.Of(Format, new MetricDescriptor(MetricType.Gauge, "m", "a \"q\" \\ b\nc"), Samples.Of(MetricType.Gauge)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN)] // R-156
    [InlineData(-1.0)]
    public void A_counter_that_is_no_total_is_left_out(double value) =>
        Assert.Equal("# EOF\n", Body.Of(Format, Counter, v => v.Counter(LabelSet.Empty, new CounterSample(value))));

    // D-9: the specification forbids some of these sums, but Prometheus stores all of them.
    [Theory]
    [InlineData(MetricType.Histogram, 1, 5, "m_count 3 m_sum 5")] // R-160, R-161, R-162
    [InlineData(MetricType.Histogram, 0, 0, "m_count 3 m_sum 0")]
    [InlineData(MetricType.Histogram, 1, -5, "m_count 3 m_sum -5")]
    [InlineData(MetricType.Histogram, 1, double.NaN, "m_count 3 m_sum NaN")]
    [InlineData(MetricType.Histogram, 1, double.NegativeInfinity, "m_count 3 m_sum -Inf")]
    [InlineData(MetricType.Histogram, -1, 5, "m_count 3 m_sum 5")]
    [InlineData(MetricType.Histogram, -1, -5, "m_count 3 m_sum -5")]
    [InlineData(MetricType.Histogram, double.NegativeInfinity, 5, "m_count 3 m_sum 5")]
    [InlineData(MetricType.GaugeHistogram, 1, 5, "m_gcount 3 m_gsum 5")]
    [InlineData(MetricType.GaugeHistogram, 1, -5, "m_gcount 3 m_gsum -5")]
    [InlineData(MetricType.GaugeHistogram, 1, double.NaN, "m_gcount 3 m_gsum NaN")]
    [InlineData(MetricType.GaugeHistogram, -1, -5, "m_gcount 3 m_gsum -5")]
    [InlineData(MetricType.GaugeHistogram, -1, 5, "m_gcount 3 m_gsum 5")]
    [InlineData(MetricType.GaugeHistogram, -1, double.NaN, "m_gcount 3 m_gsum NaN")]
    public void Count_and_sum_are_written_whatever_the_sum(MetricType type, double bound, double sum, string expected)
    {
        var lines = Lines(new MetricDescriptor(type, "m", ""), v => v.Histogram(LabelSet.Empty, new HistogramSample([bound], [1, 2], sum)));

        Assert.Equal(2, lines.Count(line => line.StartsWith("m_bucket", StringComparison.Ordinal)));
        Assert.Equal(expected, string.Join(' ', lines[3..^1]));
    }

    [Theory]
    [InlineData(-1, "-1")] // R-163
    [InlineData(double.NaN, "NaN")]
    public void The_sum_of_a_summary_is_written_whatever_it_is(double sum, string expected)
    {
        var lines = Lines(
            new MetricDescriptor(MetricType.Summary, "m", ""), v => v.Summary(LabelSet.Empty, new SummarySample(2, sum, [], [])));

        Assert.Equal(["m_count 2", $"m_sum {expected}", "# EOF"], lines[1..]);
    }

    [Fact]
    public void A_summary_shows_negative_and_unknown_quantiles() // R-378
    {
        var lines = Lines(new MetricDescriptor(MetricType.Summary, "m", ""), v =>
            v.Summary(LabelSet.Empty, new SummarySample(2, 1, [0, 0.5, 1], [-1, double.NaN, 0])));

        Assert.Equal(
            ["m{quantile=\"0.0\"} -1", "m{quantile=\"0.5\"} NaN", "m{quantile=\"1.0\"} 0", "m_count 2", "m_sum 1", "# EOF"],
            lines[1..]);
    }

    [Theory]
    [InlineData(15208796077890000, "1520879607.789")] // R-173, R-174, R-181
    [InlineData(17000000000000000, "1700000000")]
    [InlineData(17000000001000000, "1700000000.1")]
    [InlineData(17000000000000001, "1700000000.0000001")]
    [InlineData(0, "0")]
    [InlineData(1, "0.0000001")]
    [InlineData(-5000000, "-0.5")]
    public void Timestamps_are_seconds_without_exponent(long ticks, string expected)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(ticks);

        Assert.Contains(
            $"m_total 1 {expected} # {{}} 2 {expected}\n",
            Body.Of(Format, Counter, v =>
                v.Counter(LabelSet.Empty, new CounterSample(1) { Timestamp = time, Exemplar = new Exemplar(LabelSet.Empty, 2, time) })),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", 127, "x", true)] // R-177, R-178
    [InlineData("a", 128, "x", false)]
    [InlineData("a", 127, "😱", true)]
    [InlineData("a", 128, "😱", false)]
    [InlineData("trace_id", 120, "☃", true)]
    [InlineData("trace_id", 121, "☃", false)]
    public void Exemplars_are_left_out_from_129_code_points_on(string name, int count, string character, bool written)
    {
        var value = string.Concat(Enumerable.Repeat(character, count));
        var exemplar = new Exemplar(LabelSet.Create((name, value)), 1);

        Assert.Equal(
            $"m_total 1{(written ? $" # {{{name}=\"{value}\"}} 1" : "")}\n",
            Lines(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = exemplar }))[1] + "\n");
    }

    // For a NUL there, and nowhere else, every Prometheus rejects the whole body.
    [Theory]
    [InlineData("\0")]
    [InlineData("a\0")]
    [InlineData("\0a")]
    public void Exemplars_with_a_NUL_are_left_out(string value)
    {
        var exemplar = new Exemplar(LabelSet.Create(("a", "x"), ("b", value)), 1);

        Assert.Equal("m_total 1", Lines(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = exemplar }))[1]);
        Assert.Equal(
            "m_bucket{le=\"+Inf\"} 1",
            Lines(new MetricDescriptor(MetricType.Histogram, "m", ""), v =>
                v.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1) { Exemplars = [exemplar] }))[1]);
    }

    [Fact]
    public void Labels_and_help_keep_a_NUL() // R-110
        => Assert.Equal(
            "# TYPE m gauge\n# HELP m a\0b\nm{a=\"x\0y\"} 1\n# EOF\n",
            Body.Of(Format, new MetricDescriptor(MetricType.Gauge, "m", "a\0b", "a"), v =>
                v.Gauge(LabelSet.Create(("a", "x\0y")), new GaugeSample(1))));

    [Fact]
    public void Exemplars_count_all_their_labels_together() // R-177
    {
        var exemplar = new Exemplar(LabelSet.Create(("a", new string('x', 63)), ("b", new string('x', 64))), 1);

        Assert.Equal("m_total 1", Lines(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = exemplar }))[1]);
    }

    [Fact]
    public void Exemplars_escape_their_labels() // R-176
    {
        var exemplar = new Exemplar(LabelSet.Create(("a", "\"\\\n"), ("b", "☃")), 1.5);

        Assert.Equal(
            """m_total 1 # {a="\"\\\n",b="☃"} 1.5""",
            Lines(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = exemplar }))[1]);
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 0)] // R-175, R-179
    [InlineData(-1, 0)]
    [InlineData(1, 0)]
    [InlineData(1.5, 1)]
    [InlineData(2, 1)]
    [InlineData(2.5, 2)]
    [InlineData(double.PositiveInfinity, 2)]
    [InlineData(double.NaN, 2)]
    public void Exemplars_stand_on_the_bucket_that_they_belong_to(double value, int bucket)
    {
        var exemplar = new Exemplar(LabelSet.Empty, value);
        var lines = Lines(new MetricDescriptor(MetricType.Histogram, "m", ""), v =>
            v.Histogram(LabelSet.Empty, new HistogramSample([1, 2], [1, 1, 1], 1) { Exemplars = [exemplar, exemplar, exemplar] }));

        Assert.Equal([bucket], Enumerable.Range(0, 3).Where(i => lines[1 + i].Contains(" # {} ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines[4..^1], line => line.Contains('#', StringComparison.Ordinal));
    }
}
