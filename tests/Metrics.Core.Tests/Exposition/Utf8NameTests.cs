using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Names that are not legacy names, in the text formats.</summary>
public class Utf8NameTests
{
    private static readonly ExpositionFormat Text = Format("text/plain;version=0.0.4", NameEscaping.AllowUtf8);
    private static readonly ExpositionFormat Text100 = Format("text/plain;version=1.0.0", NameEscaping.AllowUtf8);
    private static readonly ExpositionFormat OpenMetrics = Format("application/openmetrics-text;version=1.0.0", NameEscaping.AllowUtf8);

    // R-266
    [Fact]
    public void A_metric_name_is_quoted_inside_the_braces()
    {
        Assert.EndsWith("\n{\"my.metric\"} 1\n", Gauge(Text, "my.metric"), StringComparison.Ordinal);
        Assert.EndsWith("\n{\"my.metric\",k=\"v\"} 1\n", Gauge(Text, "my.metric", ("k", "v")), StringComparison.Ordinal);
        Assert.EndsWith("\n{\"my.metric\",k=\"v\"} 1\n# EOF\n", Gauge(OpenMetrics, "my.metric", ("k", "v")), StringComparison.Ordinal);
        Assert.Equal(Gauge(Text, "my.metric", ("k", "v")), Gauge(Text100, "my.metric", ("k", "v")));
    }

    // R-266: a digit in front and no character at all beyond ASCII.
    [Theory]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData(" ")]
    [InlineData("größe")]
    [InlineData("花火")]
    [InlineData("# EOF")]
    [InlineData("{}")]
    public void Every_name_that_is_not_a_legacy_name_is_quoted(string name) =>
        Assert.Equal($"# TYPE \"{name}\" gauge\n{{\"{name}\"}} 1\n", Gauge(Text, name));

    // R-267
    [Fact]
    public void Metadata_has_the_name_in_quotes()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "my.metric", "Help.", [], "seconds");

        Assert.Equal(
            "# HELP \"my.metric_seconds\" Help.\n# TYPE \"my.metric_seconds\" gauge\n{\"my.metric_seconds\"} 1\n", Gauge(Text, family));
        Assert.Equal(
            "# TYPE \"my.metric_seconds\" gauge\n# UNIT \"my.metric_seconds\" seconds\n# HELP \"my.metric_seconds\" Help.\n" +
            "{\"my.metric_seconds\"} 1\n# EOF\n",
            Gauge(OpenMetrics, family));
    }

    // R-268
    [Fact]
    public void A_label_name_is_quoted()
    {
        Assert.EndsWith(
            "\n{\"my.metric\",\"error.message\"=\"Not Found\"} 1\n",
            Gauge(Text, "my.metric", ("error.message", "Not Found")),
            StringComparison.Ordinal);
        Assert.EndsWith("\nm{\"a:b\"=\"1\",c=\"2\"} 1\n", Gauge(Text, "m", ("a:b", "1"), ("c", "2")), StringComparison.Ordinal);
        Assert.EndsWith("\nm{a=\"1\",\"2\"=\"\"} 1\n# EOF\n", Gauge(OpenMetrics, "m", ("a", "1"), ("2", "")), StringComparison.Ordinal);
    }

    // R-269
    [Fact]
    public void Backslash_quote_and_line_feed_are_escaped_in_names()
    {
        const string Name = "a\"b\\c\nd";
        const string Quoted = """
            "a\"b\\c\nd"
            """;

        Assert.Equal($"# TYPE {Quoted} gauge\n{{{Quoted},{Quoted}=\"x\"}} 1\n", Gauge(Text, Name, (Name, "x")));
        Assert.Equal($"# TYPE {Quoted} gauge\n{{{Quoted},{Quoted}=\"x\"}} 1\n# EOF\n", Gauge(OpenMetrics, Name, (Name, "x")));
    }

    // R-270
    [Fact]
    public void Suffixes_are_inside_the_quotes()
    {
        Assert.Equal(
            """
            # TYPE "http.dur" histogram
            {"http.dur_bucket",le="1.0"} 0
            {"http.dur_bucket",le="+Inf"} 1
            {"http.dur_count"} 1
            {"http.dur_sum"} 2
            # EOF

            """.ReplaceLineEndings("\n"),
            Write(
                OpenMetrics,
                new(MetricType.Histogram, "http.dur", ""),
                visitor => visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [0, 1], 2))));
        Assert.Equal(
            "# TYPE \"h.g\" gaugehistogram\n{\"h.g_bucket\",k=\"v\",le=\"+Inf\"} 1\n" +
            "{\"h.g_gcount\",k=\"v\"} 1\n{\"h.g_gsum\",k=\"v\"} 2\n# EOF\n",
            Write(
                OpenMetrics,
                new(MetricType.GaugeHistogram, "h.g", ""),
                visitor => visitor.Histogram(LabelSet.Create(("k", "v")), new HistogramSample([], [1], 2))));
        Assert.Equal(
            "# TYPE \"x.y\" counter\n{\"x.y_total\"} 1\n# EOF\n",
            Write(OpenMetrics, new(MetricType.Counter, "x.y", ""), visitor => visitor.Counter(LabelSet.Empty, new CounterSample(1))));
        Assert.Equal(
            "# TYPE \"x.y_total\" counter\n{\"x.y_total\"} 1\n",
            Write(Text, new(MetricType.Counter, "x.y", ""), visitor => visitor.Counter(LabelSet.Empty, new CounterSample(1))));
        Assert.Equal(
            "# TYPE \"s.x\" summary\n{\"s.x\",quantile=\"0.5\"} 3\n{\"s.x_sum\"} 2\n{\"s.x_count\"} 1\n",
            Write(
                Text,
                new(MetricType.Summary, "s.x", ""),
                visitor => visitor.Summary(LabelSet.Empty, new SummarySample(1, 2, [0.5], [3]))));
    }

    [Fact]
    public void The_label_of_a_state_set_is_quoted_like_its_name() => Assert.Equal(
        "# TYPE \"feature.flag\" stateset\n{\"feature.flag\",\"feature.flag\"=\"on\"} 1\n# EOF\n",
        Write(
            OpenMetrics,
            new(MetricType.StateSet, "feature.flag", ""),
            visitor => visitor.StateSet(LabelSet.Empty, new StateSetSample(["on"], [true]))));

    [Fact]
    public void The_labels_of_an_exemplar_are_quoted() => Assert.EndsWith(
        "\nx_total 1 # {\"trace.id\"=\"7\"} 1\n# EOF\n",
        CounterWithExemplar(OpenMetrics, "trace.id"),
        StringComparison.Ordinal);

    // R-271
    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Values)]
    public void Legacy_names_are_never_quoted_nor_changed(NameEscaping escaping)
    {
        var family = new MetricDescriptor(MetricType.Histogram, "a:b_c", "Help.", "k_1");
        var body = Write(
            Format("application/openmetrics-text", escaping),
            family,
            visitor => visitor.Histogram(family.Labels("v"), new HistogramSample([], [1], 2)));

        Assert.Equal(
            "# TYPE a:b_c histogram\n# HELP a:b_c Help.\na:b_c_bucket{k_1=\"v\",le=\"+Inf\"} 1\n" +
            "a:b_c_count{k_1=\"v\"} 1\na:b_c_sum{k_1=\"v\"} 2\n# EOF\n",
            body);
    }

    // R-232, R-273, R-277: a server that names no scheme, or OpenMetrics 0.0.1, can't read quoted names.
    [Theory]
    [InlineData(null)]
    [InlineData("text/plain;version=0.0.4")]
    [InlineData("text/plain;version=1.0.0")]
    [InlineData("application/openmetrics-text;version=1.0.0")]
    [InlineData("application/openmetrics-text;version=0.0.1;escaping=allow-utf-8")] // R-222
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;q=0.5,*/*;q=0.1")]
    public void No_name_is_quoted_unless_it_is_requested(string? accept) => Assert.Contains(
        "\nmy_metric{error_message=\"a.b\"} 1\n",
        Gauge(ContentNegotiation.Choose(accept), "my.metric", ("error.message", "a.b")),
        StringComparison.Ordinal);

    // R-274, R-278, R-279
    [Theory]
    [InlineData(NameEscaping.Underscores, "my_metric_seconds", "le_x")]
    [InlineData(NameEscaping.Dots, "my_dot_metric__seconds", "le_dot_x")]
    [InlineData(NameEscaping.Values, "U__my_2e_metric__seconds", "U__le_2e_x")]
    public void A_scheme_changes_names_but_no_label_values(NameEscaping escaping, string name, string label)
    {
        var family = new MetricDescriptor(MetricType.Gauge, "my.metric", "Help a.b.", ["le.x"], "seconds");
        var body = Write(
            Format("application/openmetrics-text", escaping), family, visitor => visitor.Gauge(family.Labels("a.b_c"), new GaugeSample(1)));

        Assert.Equal(
            $"# TYPE {name} gauge\n# UNIT {name} seconds\n# HELP {name} Help a.b.\n{name}{{{label}=\"a.b_c\"}} 1\n# EOF\n", body);
    }

    [Theory]
    [InlineData(NameEscaping.Underscores, "trace_id")]
    [InlineData(NameEscaping.Dots, "trace_dot_id")]
    [InlineData(NameEscaping.Values, "U__trace_2e_id")]
    public void A_scheme_changes_the_label_names_of_exemplars(NameEscaping escaping, string label) => Assert.Contains(
        $" 1 # {{{label}=\"7\"}} 1\n",
        CounterWithExemplar(Format("application/openmetrics-text", escaping), "trace.id"),
        StringComparison.Ordinal);

    // R-177: a server measures the names that it reads.
    [Fact]
    public void An_exemplar_that_becomes_too_long_is_left_out()
    {
        var name = string.Concat(Enumerable.Repeat(".", 100));

        Assert.Contains(" # {", CounterWithExemplar(OpenMetrics, name), StringComparison.Ordinal);
        Assert.DoesNotContain(
            " # {", CounterWithExemplar(Format("application/openmetrics-text", NameEscaping.Values), name), StringComparison.Ordinal);
    }

    // The family's name in OpenMetrics is that of its series without the suffix, whatever the scheme makes of the underscore before it.
    [Theory]
    [InlineData(NameEscaping.Underscores, "x_y", "x_y_total")]
    [InlineData(NameEscaping.Dots, "x_dot_y_", "x_dot_y__total")]
    [InlineData(NameEscaping.Values, "U__x_2e_y_", "U__x_2e_y__total")]
    public void The_name_of_a_counter_is_escaped_with_its_suffix(NameEscaping escaping, string family, string series) => Assert.Equal(
        $"# TYPE {family} counter\n{series} 1\n# EOF\n",
        Write(
            Format("application/openmetrics-text", escaping),
            new(MetricType.Counter, "x.y", ""),
            visitor => visitor.Counter(LabelSet.Empty, new CounterSample(1))));

    // R-149: Prometheus rejects the whole body if the unit is no suffix of the name.
    [Theory]
    [InlineData(NameEscaping.AllowUtf8, "# UNIT \"x.y_a/s\" a/s\n")]
    [InlineData(NameEscaping.Underscores, null)]
    [InlineData(NameEscaping.Dots, null)]
    [InlineData(NameEscaping.Values, null)]
    public void A_unit_that_is_no_suffix_of_the_escaped_name_is_not_written(NameEscaping escaping, string? unit)
    {
        var body = Gauge(
            Format("application/openmetrics-text", escaping), new MetricDescriptor(MetricType.Gauge, "x.y", "", [], "a/s"));

        Assert.Equal(unit is not null, body.Contains("# UNIT", StringComparison.Ordinal));
        Assert.Contains(unit ?? "", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Families_of_one_body_do_not_mix_their_names()
    {
        var names = new[] { "a.b", "a_b_longer_than_before", "花火".PadRight(400, '火'), "c", "1" };
        var body = Body.Of(Text, visitor =>
        {
            foreach (var name in names)
            {
                visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, name, ""));
                visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
                visitor.Gauge(LabelSet.Create(("k", "v")), new GaugeSample(2));
                visitor.EndFamily();
            }
        });

        Assert.Equal(
            string.Concat(names.Select(name => EscapedName.IsLegacy(name, NameKind.Metric)
                ? $"# TYPE {name} gauge\n{name} 1\n{name}{{k=\"v\"}} 2\n"
                : $"# TYPE \"{name}\" gauge\n{{\"{name}\"}} 1\n{{\"{name}\",k=\"v\"}} 2\n")),
            body);
    }

    private static ExpositionFormat Format(string accept, NameEscaping escaping)
    {
        var format = ContentNegotiation.Choose(
            $"{accept};escaping={EscapingSchemes.Name(escaping)}", NameValidation.Utf8, ExpositionFormat.BuiltIn);
        Assert.Equal(escaping, format.Escaping);
        return format;
    }

    private static string Gauge(ExpositionFormat format, string name, params (string Name, string Value)[] labels) =>
        Gauge(format, name, LabelSet.Create(labels));

    private static string Gauge(ExpositionFormat format, string name, LabelSet labels) =>
        Gauge(format, new MetricDescriptor(MetricType.Gauge, name, ""), labels);

    private static string Gauge(ExpositionFormat format, MetricDescriptor family, LabelSet? labels = null) =>
        Write(format, family, visitor => visitor.Gauge(labels ?? LabelSet.Empty, new GaugeSample(1)));

    private static string CounterWithExemplar(ExpositionFormat format, string label) => Write(
        format,
        new(MetricType.Counter, "x", ""),
        visitor => visitor.Counter(
            LabelSet.Empty, new CounterSample(1) { Exemplar = new Exemplar(LabelSet.Create((label, "7")), 1) }));

    private static string Write(ExpositionFormat format, MetricDescriptor family, Action<MetricVisitor> samples) =>
        Body.Of(format, family, samples);
}
