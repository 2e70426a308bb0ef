using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Tests that every text format must pass.</summary>
public abstract partial class ExpositionFormatContract
{
    private static readonly MetricDescriptor AnyGauge = new(MetricType.Gauge, "g", "Help.");
    private static readonly MetricDescriptor AnyHistogram = new(MetricType.Histogram, "h", "Help.", "method");
    private static readonly MetricDescriptor AnySummary = new(MetricType.Summary, "s", "Help.", "method");

    protected abstract ExpositionFormat Format { get; }

    /// <summary>The end of a complete body.</summary>
    protected abstract string End { get; }

    [Fact]
    public void A_body_without_families_is_empty_but_for_its_end() // R-100, R-143
        => Assert.Equal(End, Body.Of(Format, _ => { }));

    [Fact]
    public void A_family_without_samples_is_not_written() // R-109
        => Assert.Equal(End, Body.Of(Format, AnyGauge, _ => { }));

    [Fact]
    public void A_state_set_without_states_is_not_written() // R-109
        => Assert.Equal(End, Body.Of(Format, new MetricDescriptor(MetricType.StateSet, "s", "Help."), visitor =>
            visitor.StateSet(LabelSet.Empty, new StateSetSample([], []))));

    [Fact]
    public void Metadata_stands_once_before_the_samples() // R-102, R-130, R-145, R-146
    {
        var lines = Lines(AnyHistogram, visitor =>
        {
            visitor.Histogram(AnyHistogram.Labels("a"), new HistogramSample([1], [1, 1], 3));
            visitor.Histogram(AnyHistogram.Labels("b"), new HistogramSample([1], [1, 1], 3));
        });

        Assert.Equal(["# HELP h Help.", "# TYPE h histogram"], lines.Take(2).Order());
        Assert.DoesNotContain(lines.Skip(2), line => line.StartsWith('#') && line != "# EOF");
    }

    [Fact]
    public void A_second_family_gets_its_own_metadata()
    {
        var longName = "a_much_longer_name".PadRight(300, 'e');
        var other = new MetricDescriptor(MetricType.Gauge, longName, "Other.");
        var body = Body.Of(Format, visitor =>
        {
            foreach (var family in new[] { AnyGauge, other, new MetricDescriptor(MetricType.Gauge, "x", "") })
            {
                visitor.BeginFamily(family);
                visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
                visitor.EndFamily();
            }
        });

        Assert.Contains("# TYPE g gauge\n", body, StringComparison.Ordinal);
        Assert.Contains($"# HELP {longName} Other.\n", body, StringComparison.Ordinal);
        Assert.EndsWith($"{longName} 1\n# TYPE x gauge\nx 1\n{End}", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_help_has_no_line() // R-108, R-153
        => Assert.Equal(
            "# TYPE m gauge\nm 0\n" + End,
            Body.Of(Format, new MetricDescriptor(MetricType.Gauge, "m", ""), visitor => visitor.Gauge(LabelSet.Empty, new GaugeSample(0))));

    [Fact]
    public void Help_escapes_backslash_and_line_feed() // R-106, R-107, R-152
        => Assert.Contains(
            "# HELP m a\\\\b\\nc\td\re Πρ☃😱 \uFFFD\n",
            Body.Of(
                Format,
                new MetricDescriptor(MetricType.Gauge, "m", "a\\b\nc\td\re Πρ☃😱 \uD800"),
                visitor => visitor.Gauge(LabelSet.Empty, new GaugeSample(0))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("C:\\DIR\n\"x\"\tä", """C:\\DIR\n\"x\"<TAB>ä""")]
    [InlineData("", "")]
    [InlineData("\\", """\\""")]
    [InlineData("\"", "\\\"")]
    [InlineData("\n\n", """\n\n""")]
    [InlineData("Πρ☃😱\u0085\u2028", "Πρ☃😱\u0085\u2028")]
    [InlineData("a\0b\rc", "a\0b\rc")]
    public void Label_values_and_states_escape_backslash_quote_and_line_feed_and_nothing_else(string value, string expected) // R-110, R-172
    {
        expected = expected.Replace("<TAB>", "\t", StringComparison.Ordinal);
        var gauge = new MetricDescriptor(MetricType.Gauge, "m", "", "p");
        var states = new MetricDescriptor(MetricType.StateSet, "m", "");

        Assert.Contains(
            $"m{{p=\"{expected}\"}} 1\n",
            Body.Of(Format, gauge, v => v.Gauge(gauge.Labels(value), new GaugeSample(1))),
            StringComparison.Ordinal);
        Assert.Contains(
            $"m{{m=\"{expected}\"}} 1\n",
            Body.Of(Format, states, v => v.StateSet(LabelSet.Empty, new StateSetSample([value], [true]))),
            StringComparison.Ordinal);
    }

    // An attribute cannot hold such a string.
    [Fact]
    public void An_unpaired_surrogate_in_a_label_value_becomes_the_replacement_character() // R-111
    {
        var family = new MetricDescriptor(MetricType.Gauge, "m", "", "p");

        Assert.Contains(
            "m{p=\"a\uFFFDb\"} 1\n",
            Body.Of(Format, family, v => v.Gauge(family.Labels("a\uD800b"), new GaugeSample(1))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_label_value_is_written_whole()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "m", new string('h', 100_000), "p");
        var value = new string('☃', 100_000);

        Assert.Contains(
            $"m{{p=\"{value}\"}} 1\n",
            Body.Of(Format, family, v => v.Gauge(family.Labels(value), new GaugeSample(1))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(-0.0, "0")]
    [InlineData(3.0, "3")]
    [InlineData(1234567.0, "1234567")]
    [InlineData(0.00001, "1e-05")]
    public void Values_are_the_same_in_all_formats(double value, string expected) // R-122, R-127, R-171
        => Assert.Contains(
            $"g {expected}\n",
            Body.Of(Format, AnyGauge, v => v.Gauge(LabelSet.Empty, new GaugeSample(value))),
            StringComparison.Ordinal);

    [Fact]
    public void Own_labels_keep_their_order_and_the_formats_label_is_last() // R-112, R-113
    {
        var family = new MetricDescriptor(MetricType.Histogram, "h", "", "z", "a");
        var body = Body.Of(Format, family, v => v.Histogram(family.Labels("1", "2"), new HistogramSample([], [1], 1)));

        Assert.Contains("""h_bucket{z="1",a="2",le="+Inf"} 1""", body, StringComparison.Ordinal);
        Assert.Contains("""h_sum{z="1",a="2"} 1""", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_a_series_carries_its_timestamp()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(5);
        var lines = Lines(AnyHistogram, visitor =>
        {
            visitor.Histogram(AnyHistogram.Labels("a"), new HistogramSample([1], [1, 1], 3) { Timestamp = time });
            visitor.Histogram(AnyHistogram.Labels("b"), new HistogramSample([1], [1, 1], 3));
        });

        Assert.All(lines.Where(line => line.Contains("\"a\"", StringComparison.Ordinal)), line => Assert.Matches(" [0-9]+ 5(000)?$", line));
        Assert.All(lines.Where(line => line.Contains("\"b\"", StringComparison.Ordinal)), line => Assert.Matches("[}] [0-9]+$", line));
    }

    [Fact]
    public void Creation_times_are_not_written() // D-8, R-165
    {
        var body = Body.Of(
            Format,
            AnySummary,
            v => v.Summary(AnySummary.Labels("a"), new SummarySample(0, 0, [], []) { Created = DateTimeOffset.UnixEpoch }));

        Assert.DoesNotContain("_created", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_have_no_carriage_returns_stray_blanks_or_byte_order_mark() // R-096, R-097, R-098, R-099, R-138, R-139, R-140
    {
        var output = new ArrayBufferWriter<byte>();
        Body.Write(Format, output, AllTypes.Write);
        var body = Body.Decode(output.WrittenSpan);

        Assert.Equal((byte)'#', output.WrittenSpan[0]);
        Assert.DoesNotMatch("\r|\n\n|  ", body);
        Assert.DoesNotMatch(StrayBlank(), body);
        Assert.DoesNotMatch(StrayComma(), body);
        Assert.DoesNotMatch(Comment(), body);
        Assert.EndsWith("\n" + End, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("sv-SE")]
    [InlineData("fa-IR")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_thread_changes_nothing(string culture) // R-123
    {
        var expected = Body.Of(Format, AllTypes.Write);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.NotEqual("-1.5", (-1.5).ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Body.Of(Format, AllTypes.Write));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_writer_requests_as_much_memory_as_it_needs()
    {
        var output = new TightBufferWriter();
        Body.Write(Format, output, AllTypes.Write);
        Body.Write(Format, output, Extremes);

        Assert.Equal(Body.Of(Format, AllTypes.Write) + Body.Of(Format, Extremes), Body.Decode(output.Written));
    }

    [Fact]
    public void What_was_visited_is_in_the_output_when_the_call_returns()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format.CreateWriter(output);
        writer.BeginFamily(AnyGauge);
        writer.Gauge(LabelSet.Empty, new GaugeSample(1));

        Assert.EndsWith("g 1\n", Body.Decode(output.WrittenSpan), StringComparison.Ordinal);
    }

    protected string[] Lines(MetricDescriptor family, Action<MetricVisitor> samples) => Body.Of(Format, family, samples).Split('\n')[..^1];

    // The longest numbers everywhere.
    private static void Extremes(MetricVisitor visitor)
    {
        var last = DateTimeOffset.MaxValue;
        var exemplar = new Exemplar(LabelSet.Create(("trace_id", new string('☃', 100))), -double.MaxValue, last);
        visitor.BeginFamily(AnyHistogram);
        visitor.Histogram(
            AnyHistogram.Labels(""),
            new HistogramSample([-double.MaxValue, double.Epsilon], [long.MinValue, 1, 0], -double.MaxValue)
            {
                Timestamp = last,
                Exemplars = [exemplar, exemplar, exemplar],
            });
        visitor.EndFamily();
        visitor.BeginFamily(AnySummary);
        visitor.Summary(
            AnySummary.Labels(""),
            new SummarySample(long.MinValue, -1.2345678901234567e-300, [double.Epsilon], [1.2345678901234567e-300]) { Timestamp = last });
        visitor.EndFamily();
        visitor.BeginFamily(AnyGauge);
        visitor.Gauge(LabelSet.Empty, new GaugeSample(-double.MaxValue) { Timestamp = last });
        visitor.EndFamily();
    }

    [GeneratedRegex("^ | $", RegexOptions.Multiline)]
    private static partial Regex StrayBlank();

    [GeneratedRegex("\", |,}")]
    private static partial Regex StrayComma();

    [GeneratedRegex("^#(?! (HELP|TYPE|UNIT) |( EOF$))", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
