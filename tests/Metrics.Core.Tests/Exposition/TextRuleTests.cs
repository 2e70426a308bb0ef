using System.Buffers;
using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>The rules of text 0.0.4, one test for each that no other test proves alone.</summary>
public sealed class TextRuleTests
{
    private static readonly byte[] All = Bytes(AllTypes.Write);

    private static readonly string[] Lines = Body.Decode(All).Split('\n')[..^1];

    private static readonly string[] Metadata = [.. Lines.Where(line => line.StartsWith('#'))];

    private static readonly string[] SampleLines = [.. Lines.Where(line => !line.StartsWith('#'))];

    [Fact]
    public void Lines_end_with_a_line_feed_alone() // R-096
        => Assert.DoesNotContain((byte)'\r', All);

    [Fact]
    public void The_last_line_ends_too() // R-097
        => Assert.Equal((byte)'\n', All[^1]);

    [Fact]
    public void There_is_no_byte_order_mark() // R-098
        => Assert.False(All.AsSpan().StartsWith("\uFEFF"u8));

    [Fact]
    public void One_blank_separates_the_parts_of_a_line() // R-099
        => Assert.All(Lines, line => Assert.DoesNotMatch("^ | $|  ", line));

    [Fact]
    public void Only_help_and_type_are_comments() // R-101
        => Assert.All(Metadata, line => Assert.Matches("^# (HELP|TYPE) ", line));

    [Fact]
    public void A_name_has_one_help_and_one_type() // R-102
        => Assert.Distinct(Metadata.Select(line => string.Join(' ', line.Split(' ')[..3])));

    [Fact]
    public void Only_five_types_occur() // R-103
        => Assert.Equal(
            ["counter", "gauge", "histogram", "summary", "untyped"],
            Metadata.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[3]).Distinct().Order());

    [Theory]
    [InlineData(MetricType.Unknown, "# TYPE m untyped")] // R-104
    [InlineData(MetricType.Info, "# TYPE m_info gauge\nm_info 1")]
    [InlineData(MetricType.StateSet, "# TYPE m gauge\nm{m=\"a\"} 1")]
    [InlineData(MetricType.GaugeHistogram, "# TYPE m histogram\nm_bucket{le=\"1\"} 1\nm_bucket{le=\"+Inf\"} 2\nm_sum 12.75\nm_count 2")]
    public void Types_of_OpenMetrics_are_written_as_the_most_similar_one(MetricType type, string expected) => Assert.StartsWith(
        expected + "\n",
        Body.Of(ExpositionFormat.Text, new MetricDescriptor(type, "m", ""), Samples.Of(type)) + "\n",
        StringComparison.Ordinal);

    [Fact]
    public void Metadata_carries_the_name_of_the_samples() // R-105
        => Assert.StartsWith(
            "# HELP x_total Help.\n# TYPE x_total counter\nx_total ",
            Body.Of(ExpositionFormat.Text, new MetricDescriptor(MetricType.Counter, "x", "Help."), Samples.Of(MetricType.Counter)),
            StringComparison.Ordinal);

    [Fact]
    public void Help_is_UTF8_whatever_the_text() // R-107
        => Assert.Contains(
            "# HELP m a\uFFFDb\n",
            Body.Of(ExpositionFormat.Text, new MetricDescriptor(MetricType.Gauge, "m", "a\uD800b"), Samples.Of(MetricType.Gauge)),
            StringComparison.Ordinal);

    [Fact]
    public void Empty_help_has_no_line() // R-108
        => Assert.Equal(
            "# TYPE m gauge\nm 1\n",
            Body.Of(ExpositionFormat.Text, new MetricDescriptor(MetricType.Gauge, "m", ""), Samples.Of(MetricType.Gauge)));

    [Fact]
    public void Labels_have_no_trailing_comma_and_no_empty_braces() // R-112
        => Assert.All(SampleLines, line => Assert.DoesNotMatch(",}|{}|{ | }(?! )", line));

    [Fact]
    public void The_label_of_the_format_is_the_last() // R-113
        => Assert.All(
            SampleLines.Where(line => line.Contains("_bucket{", StringComparison.Ordinal)),
            line => Assert.Matches("le=\"[^\"]+\"} ", line));

    [Fact]
    public void The_lines_of_a_family_stand_together() // R-115
        => Assert.Distinct(LineFormatParser.ParseText(All).Select(family => family.Name));

    [Fact]
    public void Infinite_values_and_NaN_have_one_form() // R-122
        => Assert.Equal(
            ["+Inf", "-Inf", "NaN"],
            SampleLines.Where(line => line.StartsWith("acme_temperature", StringComparison.Ordinal))
                .Select(line => line[(line.LastIndexOf(' ') + 1)..])
                .Where(value => value.Any(char.IsAsciiLetterUpper))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Values_are_decimal_and_in_the_range_of_a_double() // R-124
        => Assert.All(
            SampleLines.Select(line => line[(line.IndexOf("} ", StringComparison.Ordinal) + 1)..].Split(' ')[^1]),
            value => Assert.NotNull(LineScanner.ParseNumber(value)));

    [Theory]
    [InlineData(123456789, "123456789")] // R-125
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(1e300, "1e+300")]
    public void Whole_values_have_all_their_digits_and_no_point(double value, string expected) =>
        Assert.EndsWith($"m {expected}\n", ValueOf(value), StringComparison.Ordinal);

    [Fact]
    public void Bounds_and_quantiles_have_no_trailing_zero() // R-126
    {
        var labels = SampleLines.SelectMany(line => line.Split("le=\"")[1..]).Select(rest => rest.Split('"')[0]).ToList();

        Assert.Contains("1", labels);
        Assert.Contains("1e+06", labels);
        Assert.All(labels, label => Assert.DoesNotMatch(@"\.0$", label));
    }

    [Fact]
    public void Exponents_have_a_small_letter_and_a_sign() // R-127
    {
        Assert.All(SampleLines, line => Assert.DoesNotMatch("[0-9]E|[0-9]e[0-9]", line));
        Assert.Contains(SampleLines, line => line.Contains("e+", StringComparison.Ordinal));
    }

    [Fact]
    public void Buckets_ascend_to_infinity_where_all_observations_are() // R-128
    {
        var body = Body.Of(ExpositionFormat.Text, new MetricDescriptor(MetricType.Histogram, "h", ""), v =>
            v.Histogram(LabelSet.Empty, new HistogramSample([0.005, 1, 2.5], [0, 2, 1, 1], 12.75)));

        Assert.Equal(
            "# TYPE h histogram\nh_bucket{le=\"0.005\"} 0\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"2.5\"} 3\nh_bucket{le=\"+Inf\"} 4\n"
                + "h_sum 12.75\nh_count 4\n",
            body);
    }

    [Fact]
    public void A_histogram_has_one_type_for_all_its_lines() // R-130
        => Assert.Single(Metadata, line => line.StartsWith("# TYPE acme_latency", StringComparison.Ordinal));

    [Fact]
    public void The_content_type_names_version_and_charset() // R-132
        => Assert.Equal("text/plain; version=0.0.4; charset=utf-8", ExpositionFormat.Text.ContentType);

    [Fact]
    public void No_culture_changes_a_number() // R-123
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE")
            {
                NumberFormat = { NegativeSign = "\u2212", NumberDecimalSeparator = "," },
            };
            Assert.EndsWith("m -1.5\n", ValueOf(-1.5), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string ValueOf(double value) => Body.Of(
        ExpositionFormat.Text, new MetricDescriptor(MetricType.Gauge, "m", ""), v => v.Gauge(LabelSet.Empty, new GaugeSample(value)));

    private static byte[] Bytes(Action<MetricVisitor> visit)
    {
        var output = new ArrayBufferWriter<byte>();
        Body.Write(ExpositionFormat.Text, output, visit);
        return output.WrittenSpan.ToArray();
    }
}
