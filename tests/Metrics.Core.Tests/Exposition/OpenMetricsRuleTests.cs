using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>The rules of OpenMetrics 1.0, one test for each that no other test proves alone.</summary>
public sealed class OpenMetricsRuleTests
{
    private static readonly byte[] All = Bytes(AllTypes.Write);

    private static readonly string[] Lines = Body.Decode(All).Split('\n')[..^1];

    private static readonly string[] Metadata = [.. Lines[..^1].Where(line => line.StartsWith('#'))];

    private static readonly string[] SampleLines = [.. Lines.Where(line => !line.StartsWith('#'))];

    [Fact]
    public void The_body_ends_with_its_mark_and_nothing_follows()
    {
        Assert.EndsWith("\n# EOF\n", Body.Decode(All), StringComparison.Ordinal);
        Assert.Single(Lines, "# EOF");
    }

    [Fact]
    public void The_body_is_UTF8_without_byte_order_mark_and_carriage_return()
    {
        Assert.Equal((byte)'#', All[0]);
        Assert.DoesNotContain((byte)'\r', All);
    }

    [Fact]
    public void There_are_no_blank_lines_and_no_other_comments()
    {
        Assert.DoesNotContain("", Lines);
        Assert.All(Metadata, line => Assert.Matches("^# (TYPE|UNIT|HELP) ", line));
    }

    [Fact]
    public void One_blank_separates_the_parts_of_a_line_and_none_the_labels()
        => Assert.All(Lines, line => Assert.DoesNotMatch("^ | $|  |\t(?!\\\\\")|,}|\", ", line));

    [Fact]
    public void The_content_type_names_version_charset_and_scheme()
        => Assert.Equal(
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores", ExpositionFormat.OpenMetrics.ContentType);

    [Fact]
    public void Nothing_to_write_is_the_mark_alone()
        => Assert.Equal("# EOF\n"u8, Bytes(_ => { }));

    [Fact]
    public void Type_comes_before_unit_and_help()
        => Assert.StartsWith(
            "# TYPE h_seconds histogram\n# UNIT h_seconds seconds\n# HELP h_seconds Help.\n",
            Of(new MetricDescriptor(MetricType.Histogram, "h", "Help.", [], "seconds")),
            StringComparison.Ordinal);

    [Fact]
    public void A_family_has_each_line_of_metadata_once()
        => Assert.Distinct(Metadata.Select(line => string.Join(' ', line.Split(' ')[..3])));

    [Fact]
    public void Metadata_stand_before_the_samples_of_their_family()
    {
        var seen = new HashSet<string>();
        foreach (var line in Lines[..^1])
        {
            if (line.StartsWith('#'))
            {
                Assert.DoesNotContain(seen, name => name.StartsWith(line.Split(' ')[2] + "_", StringComparison.Ordinal));
                Assert.DoesNotContain(line.Split(' ')[2], seen);
            }
            else
            {
                seen.Add(line.Split('{', ' ')[0]);
            }
        }
    }

    [Theory]
    [InlineData(MetricType.Counter, "# TYPE x counter\nx_total 3\n")]
    [InlineData(MetricType.Info, "# TYPE x info\nx_info 1\n")]
    public void Metadata_carry_the_name_without_the_suffix_of_the_sample(MetricType type, string expected) =>
        Assert.Equal(expected + "# EOF\n", Of(new MetricDescriptor(type, "x", "")));

    [Fact]
    public void Only_the_eight_types_occur()
        => Assert.Equal(
            ["counter", "gauge", "gaugehistogram", "histogram", "info", "stateset", "summary", "unknown"],
            Metadata.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[3]).Distinct().Order());

    [Fact]
    public void The_unit_is_the_end_of_the_name()
    {
        var units = Metadata.Where(line => line.StartsWith("# UNIT ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();

        Assert.NotEmpty(units);
        Assert.All(units, words => Assert.EndsWith("_" + words[3], words[2], StringComparison.Ordinal));
    }

    [Fact]
    public void The_unit_of_a_counter_stands_before_its_suffix()
        => Assert.Equal(
            "# TYPE x_seconds counter\n# UNIT x_seconds seconds\nx_seconds_total 3\n# EOF\n",
            Of(new MetricDescriptor(MetricType.Counter, "x_total", "", [], "seconds")));

    [Theory]
    [InlineData(MetricType.Info)]
    [InlineData(MetricType.StateSet)]
    public void Infos_and_state_sets_have_no_unit(MetricType type) =>
        Assert.Throws<ArgumentException>(() => new MetricDescriptor(type, "x", "", [], "seconds"));

    [Fact]
    public void Empty_help_and_no_unit_have_no_line()
        => Assert.Equal("# TYPE x gauge\nx 1\n# EOF\n", Of(new MetricDescriptor(MetricType.Gauge, "x", "")));

    [Fact]
    public void Families_are_not_interleaved()
        => Assert.Distinct(LineFormatParser.ParseOpenMetrics(All).Select(family => family.Name));

    [Fact]
    public void A_counter_is_zero_or_more()
        => Assert.All(
            LineFormatParser.ParseOpenMetrics(All).Where(family => family.Type == MetricType.Counter).SelectMany(family => family.Series),
            series => Assert.True(series.Value >= 0));

    [Theory]
    [InlineData(MetricType.Gauge, "# TYPE x gauge\nx 1\n")]
    [InlineData(MetricType.Unknown, "# TYPE x unknown\nx 2\n")]
    public void Gauges_and_unknown_metrics_have_the_name_of_the_family(MetricType type, string expected) =>
        Assert.Equal(expected + "# EOF\n", Of(new MetricDescriptor(type, "x", "")));

    [Fact]
    public void The_value_of_an_info_is_1()
        => Assert.All(
            SampleLines.Where(line => line.StartsWith("acme_build_info", StringComparison.Ordinal)),
            line => Assert.EndsWith("} 1", line, StringComparison.Ordinal));

    [Fact]
    public void A_state_has_a_line_whose_label_is_called_as_the_family()
        => Assert.Equal(
            "# TYPE s stateset\ns{s=\"a\"} 0\ns{s=\"b\"} 1\n# EOF\n",
            Body.Of(ExpositionFormat.OpenMetrics, new MetricDescriptor(MetricType.StateSet, "s", ""), v =>
                v.StateSet(LabelSet.Empty, new StateSetSample(["a", "b"], [false, true]))));

    [Fact]
    public void A_histogram_has_ascending_buckets_a_count_and_a_sum()
        => Assert.Equal(
            "# TYPE h histogram\nh_bucket{le=\"1.0\"} 2\nh_bucket{le=\"2.0\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_count 3\nh_sum 7.5\n# EOF\n",
            Histogram(MetricType.Histogram, [1, 2], [2, 0, 1], 7.5));

    // D-9
    [Fact]
    public void A_histogram_with_negative_bounds_has_count_and_sum()
        => Assert.EndsWith("h_count 3\nh_sum -4\n# EOF\n", Histogram(MetricType.Histogram, [-1], [2, 1], -4), StringComparison.Ordinal);

    [Fact]
    public void A_gauge_histogram_has_count_and_sum_of_its_own()
        => Assert.EndsWith(
            "h_gcount 3\nh_gsum 7.5\n# EOF\n", Histogram(MetricType.GaugeHistogram, [1], [2, 1], 7.5), StringComparison.Ordinal);

    [Fact]
    public void Bounds_have_canonical_numbers()
    {
        var body = Histogram(MetricType.Histogram, [0, 1e-5, 0.005, 1, 10, 100000, 1e6], [0, 0, 0, 0, 0, 0, 0, 0], 0);

        Assert.Equal(
            ["0.0", "1e-05", "0.005", "1.0", "10.0", "100000.0", "1e+06", "+Inf"],
            body.Split("le=\"")[1..].Select(rest => rest.Split('"')[0]));
    }

    [Fact]
    public void The_last_bound_is_infinite()
        => Assert.Contains("h_bucket{le=\"+Inf\"} 1\nh_count", Histogram(MetricType.Histogram, [], [1], 1), StringComparison.Ordinal);

    [Fact]
    public void Counts_are_whole_numbers()
        => Assert.All(
            SampleLines.Where(line => line.Split('{', ' ')[0] is var name
                && (name.EndsWith("_bucket", StringComparison.Ordinal) || name.EndsWith("count", StringComparison.Ordinal))),
            line => Assert.Matches(" [0-9]+( |$)", line));

    [Fact]
    public void Numbers_are_decimal()
        => Assert.All(SampleLines, line => Assert.DoesNotMatch("(?i) (0x|0o|0b|[0-9]+_|infinity)", line));

    [Fact]
    public void Label_values_are_escaped()
        => Assert.Contains(
            """m{l="q\"\\\n"} 1""" + "\n",
            Body.Of(ExpositionFormat.OpenMetrics, new MetricDescriptor(MetricType.Gauge, "m", "", "l"), v =>
                v.Gauge(LabelSet.Create(("l", "q\"\\\n")), new GaugeSample(1))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(1520879607789, "1520879607.789")]
    [InlineData(1700000000000, "1700000000")]
    public void Timestamps_are_seconds(long milliseconds, string expected) => Assert.EndsWith(
        $"x 1 {expected}\n# EOF\n", At(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)), StringComparison.Ordinal);

    [Fact]
    public void Timestamps_have_no_exponent()
        => Assert.DoesNotMatch("e[+-]", At(DateTimeOffset.MaxValue)[^40..].Replace("gauge", "", StringComparison.Ordinal));

    [Fact]
    public void Exemplars_stand_on_counters_and_buckets_only()
        => Assert.All(
            SampleLines.Where(line => line.Contains(" # {", StringComparison.Ordinal)),
            line => Assert.Matches("^[a-z_]+(_total|_bucket)[{ ]", line));

    [Fact]
    public void An_exemplar_has_labels_value_and_seconds()
        => Assert.Contains(
            "m_total 3 # {trace_id=\"x\"} 10 1700000001.5\n",
            CounterWith(new Exemplar(LabelSet.Create(("trace_id", "x")), 10, DateTimeOffset.FromUnixTimeMilliseconds(1700000001500))),
            StringComparison.Ordinal);

    [Fact]
    public void An_exemplar_of_128_code_points_is_written_whatever_its_length_in_bytes()
        => Assert.Contains("😱", CounterWith(Long("😱", 127)), StringComparison.Ordinal);

    [Fact]
    public void A_longer_exemplar_is_left_out_and_its_sample_is_not()
        => Assert.Contains("m_total 3\n", CounterWith(Long("x", 128)), StringComparison.Ordinal);

    [Fact]
    public void The_time_of_an_exemplar_is_a_finite_number()
        => Assert.EndsWith(
            "1700000000.123\n# EOF\n",
            CounterWith(new Exemplar(LabelSet.Empty, 1, DateTimeOffset.FromUnixTimeMilliseconds(1700000000123))),
            StringComparison.Ordinal);

    private static Exemplar Long(string character, int count) =>
        new(LabelSet.Create(("a", string.Concat(Enumerable.Repeat(character, count)))), 1);

    private static string CounterWith(Exemplar exemplar) => Body.Of(
        ExpositionFormat.OpenMetrics,
        new MetricDescriptor(MetricType.Counter, "m", ""),
        v => v.Counter(LabelSet.Empty, new CounterSample(3) { Exemplar = exemplar }));

    private static string Histogram(MetricType type, double[] bounds, long[] counts, double sum) => Body.Of(
        ExpositionFormat.OpenMetrics,
        new MetricDescriptor(type, "h", ""),
        v => v.Histogram(LabelSet.Empty, new HistogramSample(bounds, counts, sum)));

    private static string At(DateTimeOffset time) => Body.Of(
        ExpositionFormat.OpenMetrics,
        new MetricDescriptor(MetricType.Gauge, "x", ""),
        v => v.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = time }));

    private static string Of(MetricDescriptor family) => Body.Of(ExpositionFormat.OpenMetrics, family, Samples.Of(family.Type));

    private static byte[] Bytes(Action<MetricVisitor> visit)
    {
        var output = new ArrayBufferWriter<byte>();
        Body.Write(ExpositionFormat.OpenMetrics, output, visit);
        return output.WrittenSpan.ToArray();
    }
}
