using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class OpenMetrics2FormatTests
{
    private static readonly MetricDescriptor Counter = new(MetricType.Counter, "x", "");
    private static readonly MetricDescriptor Histogram = new(MetricType.Histogram, "h", "");
    private static readonly MetricDescriptor Summary = new(MetricType.Summary, "s", "");
    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeMilliseconds(1520430000123);
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1520879606100);

    private static ExpositionFormat Format => ExpositionFormat.OpenMetrics2;

    [Fact]
    public void The_content_type_names_version_and_scheme() => Assert.Equal(
        "application/openmetrics-text; version=2.0.0; charset=utf-8; escaping=underscores", Format.ContentType);

    [Fact]
    public void The_fixture_is_written_byte_by_byte() // R-185, R-192, R-193
    {
        var body = Body.Of(Format, OpenMetrics2Families.Write);

        // The last family of the fixture has a name that is no legacy name.
        Assert.Equal(Resources.Text("Fixtures/openmetrics200").Split("# TYPE \"acme.cpu.time\"")[0] + "# EOF\n", body);
        Assert.DoesNotContain("deltas", body, StringComparison.Ordinal);
        OpenMetrics2Grammar.Check(body);
    }

    [Theory]
    [InlineData("h {count: 1,sum:1,bucket:[+Inf:1]}", false)] // R-185
    [InlineData("h {count:1,sum:1,bucket:[+Inf:1]}", true)]
    [InlineData("h {sum:1,count:1,bucket:[+Inf:1]}", false)]
    [InlineData("h {count:1,sum:1,bucket:[1.0:1]}", false)]
    [InlineData("h {count:1,sum:1,schema:3,zero_threshold:0,zero_count:0,positive_deltas:[1]}", false)]
    [InlineData("h_created 1 st@x", false)]
    [InlineData("# TYPE h untyped", false)]
    public void The_grammar_tells_good_lines_from_bad_ones(string line, bool isGood) =>
        Assert.Equal(isGood, OpenMetrics2Grammar.Allows(line));

    [Theory]
    [InlineData(MetricType.Unknown, "m unknown", "m 2")]
    [InlineData(MetricType.Counter, "m_total counter", "m_total 3")]
    [InlineData(MetricType.Gauge, "m gauge", "m 1")]
    [InlineData(MetricType.Histogram, "m histogram", "m {count:2,sum:12.75,bucket:[1.0:1,+Inf:2]}")]
    [InlineData(MetricType.GaugeHistogram, "m gaugehistogram", "m {gcount:2,gsum:12.75,bucket:[1.0:1,+Inf:2]}")]
    [InlineData(MetricType.Summary, "m summary", "m {count:2,sum:12.75,quantile:[0.5:1]}")]
    [InlineData(MetricType.Info, "m_info info", "m_info 1")]
    [InlineData(MetricType.StateSet, "m stateset", "m{m=\"a\"} 1")]
    public void A_series_is_called_as_its_family(MetricType type, string metadata, string sample)
    {
        var body = Body.Of(Format, new MetricDescriptor(type, "m", "Help."), Samples.Of(type));

        Assert.Equal($"# TYPE {metadata}\n# HELP {metadata.Split(' ')[0]} Help.\n{sample}\n# EOF\n", body);
        OpenMetrics2Grammar.Check(body);
    }

    [Fact]
    public void All_types_and_the_longest_numbers_follow_the_grammar() // R-185
    {
        OpenMetrics2Grammar.Check(Body.Of(Format, AllTypes.Write));
        OpenMetrics2Grammar.Check(Body.Of(Format, Extremes));
        Assert.Equal("# EOF\n", Body.Of(Format, _ => { }));
    }

    [Fact]
    public void The_unit_of_a_counter_is_told_under_its_whole_name() => Assert.StartsWith(
        "# TYPE m_bytes_total counter\n# UNIT m_bytes_total bytes\n# HELP m_bytes_total a \\\"b\\\"\nm_bytes_total 3\n",
        Body.Of(Format, new MetricDescriptor(MetricType.Counter, "m", "a \"b\"", [], unit: "bytes"), Samples.Of(MetricType.Counter)),
        StringComparison.Ordinal);

    [Fact]
    public void Value_timestamp_start_and_exemplars_have_this_order() // R-187
    {
        var exemplar = new Exemplar(LabelSet.Create(("trace_id", "K")), 0.67, Time);

        Assert.Equal(
            """x_total 17 1520879607.789 st@1520430000.123 # {trace_id="K"} 0.67 1520879606.1""",
            Line(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(17)
            {
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1520879607789),
                Created = Created,
                Exemplar = exemplar,
            })));
        Assert.Equal(
            """h {count:1,sum:0.67,bucket:[+Inf:1]} 1520879606.1 st@1520430000.123 # {trace_id="K"} 0.67 1520879606.1""",
            Line(Histogram, v => v.Histogram(
                LabelSet.Empty,
                new HistogramSample([], [1], 0.67) { Timestamp = Time, Created = Created, Exemplars = [exemplar] })));
        Assert.Equal(
            "s {count:1,sum:2,quantile:[]} 1520879606.1 st@1520430000.123",
            Line(Summary, v => v.Summary(LabelSet.Empty, new SummarySample(1, 2, [], []) { Timestamp = Time, Created = Created })));
    }

    [Fact]
    public void Spans_count_gaps_and_buckets_are_absolute() => Assert.Equal( // R-188
        "h {count:16,sum:1,schema:-4,zero_threshold:0.5,zero_count:2,negative_spans:[1:1,3:1],negative_buckets:[4,1]," +
        "positive_spans:[-2:5],positive_buckets:[3,5,0,0,1]}",
        Line(Histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([], [16], 1)
        {
            Native = new NativeHistogramSample(-4, 0.5, 2)
            {
                NegativeIndexes = [1, 5],
                NegativeCounts = [4, 1],
                PositiveIndexes = [-2, -1, 2],
                PositiveCounts = [3, 5, 1],
            },
        })));

    [Fact]
    public void Sides_without_buckets_are_left_out() // R-189
    {
        Assert.Equal(
            "h {count:0,sum:0,schema:3,zero_threshold:0,zero_count:0}",
            Line(Histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([], [0], 0) { Native = new(3, 0, 0) })));
        Assert.Equal(
            "h {count:1,sum:-1,schema:3,zero_threshold:0,zero_count:0,negative_spans:[0:1],negative_buckets:[1]}",
            Line(Histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([], [1], -1)
            {
                Native = new(3, 0, 0) { NegativeIndexes = [0], NegativeCounts = [1] },
            })));
    }

    [Fact]
    public void Empty_classic_buckets_are_listed_too() => Assert.Equal( // R-190
        "h {count:0,sum:0,bucket:[1.0:0,2.0:0,+Inf:0]}",
        Line(Histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([1, 2], [0, 0, 0], 0))));

    [Fact]
    public void Bounds_and_quantiles_are_those_of_the_series()
    {
        var lines = Body.Of(Format, Histogram, v =>
        {
            v.Histogram(LabelSet.Empty, new HistogramSample([1e-5, 0.005, 1e6], [1, 1, 1, 1], double.NaN));
            v.Histogram(LabelSet.Empty, new HistogramSample([-1], [1, 1], double.NegativeInfinity));
        }).Split('\n');

        Assert.Equal("h {count:4,sum:NaN,bucket:[1e-05:1,0.005:2,1e+06:3,+Inf:4]}", lines[1]);
        Assert.Equal("h {count:2,sum:-Inf,bucket:[-1.0:1,+Inf:2]}", lines[2]);
        Assert.Equal(
            "s {count:2,sum:1,quantile:[0.0:-1,0.5:NaN,1.0:0]}",
            Line(Summary, v => v.Summary(LabelSet.Empty, new SummarySample(2, 1, [0, 0.5, 1], [-1, double.NaN, 0]))));
    }

    [Fact]
    public void Exemplars_without_a_time_are_left_out() // R-191
    {
        var timeless = new Exemplar(LabelSet.Empty, 1);

        Assert.Equal("x_total 1", Line(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = timeless })));
        Assert.Equal(
            "h {count:2,sum:1,bucket:[1.0:1,+Inf:2]} # {} 2 1520879606.1",
            Line(Histogram, v => v.Histogram(
                LabelSet.Empty,
                new HistogramSample([1], [1, 1], 1) { Exemplars = [timeless, new Exemplar(LabelSet.Empty, 2, Time)] })));
    }

    [Fact]
    public void An_exemplar_given_without_a_time_has_that_of_its_recording() // R-191
    {
        var clock = new TestTimeProvider();
        using var registry = new MetricRegistry();
        new MetricFactory(registry, clock).CreateCounter("x", "X.").IncWithExemplar(2, ("trace_id", "a"));
        var lines = Body.Of(Format, visitor => Collect(registry, visitor)).Split('\n');
        var line = Assert.Single(lines, line => line.StartsWith("x_total", StringComparison.Ordinal));

        Assert.Contains($" # {{trace_id=\"a\"}} 2 {clock.GetUtcNow().ToUnixTimeSeconds()}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_exemplars_of_the_classic_buckets_are_shown_or_else_the_native_ones() // R-192
    {
        var (classic, native) = (new Exemplar(LabelSet.Create(("a", "c")), 1, Time), new Exemplar(LabelSet.Create(("a", "n")), 1, Time));
        var buckets = new NativeExemplars([native]);

        Assert.EndsWith("""+Inf:1]} # {a="c"} 1 1520879606.1""", buckets.Line([1], [1, 0], classic), StringComparison.Ordinal);
        Assert.EndsWith("""[1]} # {a="n"} 1 1520879606.1""", buckets.Line([], [1], classic), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2.5)]
    [InlineData(double.NaN)]
    public void An_exemplar_of_another_bucket_is_left_out(double value) => Assert.Equal(
        "h {count:1,sum:1,bucket:[1.0:1,+Inf:1]}",
        Line(Histogram, v => v.Histogram(
            LabelSet.Empty, new HistogramSample([1], [1, 0], 1) { Exemplars = [new Exemplar(LabelSet.Empty, value, Time), null] })));

    [Fact]
    public void Only_a_gauge_histogram_has_no_start() => Assert.Equal(
        "g {gcount:1,gsum:1,bucket:[+Inf:1]}",
        Line(new MetricDescriptor(MetricType.GaugeHistogram, "g", ""), v =>
            v.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1) { Created = Created })));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    public void A_counter_that_is_no_total_is_left_out(double value) =>
        Assert.Equal("# EOF\n", Body.Of(Format, Counter, v => v.Counter(LabelSet.Empty, new CounterSample(value))));

    [Fact]
    public void Nothing_of_it_is_in_a_body_of_another_version() // R-186
    {
        foreach (var format in ExpositionFormat.BuiltIn.ToArray().Where(format => format != Format && format != ExpositionFormat.Protobuf))
        {
            var body = Body.Of(format, visitor =>
            {
                AllTypes.Write(visitor);
                OpenMetrics2Families.Write(visitor);
            });

            Assert.DoesNotContain("st@", body, StringComparison.Ordinal);
            Assert.DoesNotContain("count:", body, StringComparison.Ordinal);
            Assert.DoesNotContain("schema:", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    public void The_culture_of_the_thread_changes_nothing(string culture) // R-123
    {
        var expected = Body.Of(Format, OpenMetrics2Families.Write);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(expected, Body.Of(Format, OpenMetrics2Families.Write));
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
        Body.Write(Format, output, OpenMetrics2Families.Write);
        Body.Write(Format, output, AllTypes.Write);
        Body.Write(Format, output, Extremes);

        Assert.Equal(
            Body.Of(Format, OpenMetrics2Families.Write) + Body.Of(Format, AllTypes.Write) + Body.Of(Format, Extremes),
            Body.Decode(output.Written));
    }

    [Fact]
    public void A_series_costs_no_allocation()
    {
        var bounds = Buckets.Default;
        var counts = new long[12];
        var exemplars = new Exemplar?[12];
        exemplars[3] = new Exemplar(LabelSet.Create(("trace_id", "x")), 0.04, Time);
        var (indexes, populated, quantiles) = (new[] { -5, 7 }, new long[] { 1, 2 }, new[] { 0.5, 0.9 });
        var labels = LabelSet.Create(("a", "b\n"));
        var writer = Format.CreateWriter(new ForgetfulBufferWriter());

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            writer.BeginFamily(Histogram);
            writer.Histogram(labels, new HistogramSample(bounds, counts, 1.5)
            {
                Created = Time,
                Exemplars = exemplars,
                Native = new NativeHistogramSample(3, 0, 0) { PositiveIndexes = indexes, PositiveCounts = populated },
            });
            writer.EndFamily();
            writer.BeginFamily(Summary);
            writer.Summary(labels, new SummarySample(3, 1.5, quantiles, quantiles) { Created = Time });
            writer.EndFamily();
        }));
    }

    [Theory]
    [InlineData("allow-utf-8", "# TYPE \"acme.cpu.time_total\" counter", """{"acme.cpu.time_total","host.name"="a.b"} 1.5""")]
    [InlineData("underscores", "# TYPE acme_cpu_time_total counter", """acme_cpu_time_total{host_name="a.b"} 1.5""")]
    [InlineData("values", "# TYPE U__acme_2e_cpu_2e_time__total counter", """U__acme_2e_cpu_2e_time__total{U__host_2e_name="a.b"} 1.5""")]
    public void Names_are_written_in_the_requested_scheme(string scheme, string metadata, string sample)
    {
        var format = ContentNegotiation.Choose($"application/openmetrics-text;version=2.0.0;escaping={scheme}");
        var family = new MetricDescriptor(MetricType.Counter, "acme.cpu.time", "", "host.name");
        var body = Body.Of(format, family, v => v.Counter(family.Labels("a.b"), new CounterSample(1.5)));

        Assert.Equal($"{metadata}\n{sample}\n# EOF\n", body);
        OpenMetrics2Grammar.Check(body);
    }

    private static string Line(MetricDescriptor family, Action<MetricVisitor> sample)
    {
        var body = Body.Of(Format, family, sample);
        OpenMetrics2Grammar.Check(body);
        return body.Split('\n')[^3];
    }

    private static void Collect(MetricRegistry registry, MetricVisitor visitor)
    {
        using var reader = registry.Read();
        while (reader.Read(visitor))
        {
        }
    }

    private static void Extremes(MetricVisitor visitor)
    {
        var last = DateTimeOffset.MaxValue;
        var exemplar = new Exemplar(LabelSet.Create(("trace_id", new string('☃', 100))), -double.MaxValue, last);
        visitor.BeginFamily(Histogram);
        visitor.Histogram(LabelSet.Empty, new HistogramSample([-double.MaxValue, double.Epsilon], [long.MaxValue, 0, 0], -double.MaxValue)
        {
            Timestamp = last,
            Created = DateTimeOffset.MinValue,
            Exemplars = [exemplar, exemplar, exemplar],
            Native = new NativeHistogramSample(8, double.MaxValue, long.MaxValue)
            {
                NegativeIndexes = [-274944, 262145],
                NegativeCounts = [long.MaxValue, 1],
                PositiveIndexes = [-274944, 262145],
                PositiveCounts = [long.MaxValue, 1],
            },
        });
        visitor.EndFamily();
        visitor.BeginFamily(Summary);
        visitor.Summary(LabelSet.Empty, new SummarySample(long.MaxValue, -1.2345678901234567e-300, [double.Epsilon], [double.MinValue])
        {
            Timestamp = last,
            Created = last,
        });
        visitor.EndFamily();
    }

    private sealed class NativeExemplars(Exemplar[] exemplars)
    {
        public string Line(double[] bounds, long[] counts, Exemplar classic) => OpenMetrics2FormatTests.Line(Histogram, v =>
            v.Histogram(LabelSet.Empty, new HistogramSample(bounds, counts, 1)
            {
                Exemplars = [.. counts.Select((_, i) => i == 0 ? classic : null)],
                Native = new NativeHistogramSample(3, 0, 0) { PositiveIndexes = [0], PositiveCounts = [1], Exemplars = exemplars },
            }));
    }
}
