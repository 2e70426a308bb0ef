using System.Buffers;
using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;
using Type = PrometheusMetrics.Collection.MetricType;

namespace PrometheusMetrics.Tests.Exposition.Protobuf;

public sealed class ProtobufFormatTests
{
    private const string Accept = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    private static readonly MetricDescriptor Gauge = new(Type.Gauge, "g", "Help.");
    private static readonly MetricDescriptor Counter = new(Type.Counter, "c", "Help.");
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1699999000250);

    //
    [Fact]
    public void A_family_of_which_several_collectors_have_parts_is_one_message()
    {
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry);
        using var first = factory.WithConstantLabels(("queue", "a")).CreateObservableGauge("length", "Length.", () => 1);
        using var second = factory.WithConstantLabels(("queue", "b")).CreateObservableGauge("length", "Length.", () => 2);

        var family = Assert.Single(ProtobufBody.Parse(Written(registry)), family => family.Name == "length");

        Assert.Equal(["a", "b"], family.Metric.Select(metric => Assert.Single(metric.Label).Value));
    }

    // Whoever defers the output need not write it before the next family.
    [Fact]
    public void Families_that_were_deferred_are_written_in_order()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = ExpositionFormat.Protobuf.CreateWriter(output);
        writer.DefersOutput = true;
        foreach (var name in (string[])["a", "b", "c"])
        {
            writer.BeginFamily(new MetricDescriptor(Type.Gauge, name, ""));
            writer.Gauge(LabelSet.Empty, new GaugeSample(1));
            writer.EndFamily();
        }

        writer.Complete();

        Assert.Equal(["a", "b", "c"], ProtobufBody.Parse(output.WrittenSpan.ToArray()).Select(family => family.Name));
    }

    // A gateway reads no gauge histograms.
    [Fact]
    public void A_gauge_histogram_is_pushed_as_a_histogram()
    {
        Assert.Equal(5, TypeIn(ExpositionFormat.Protobuf));
        Assert.Equal(4, TypeIn(ExpositionFormat.PushedProtobuf));

        static int TypeIn(ExpositionFormat format)
        {
            var output = new ArrayBufferWriter<byte>();
            Body.Write(format, output, visitor =>
            {
                visitor.BeginFamily(new MetricDescriptor(Type.GaugeHistogram, "h", ""));
                visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 2], 3));
                visitor.EndFamily();
            });
            return (int)Assert.Single(ProtobufBody.Parse(output.WrittenSpan.ToArray())).Type;
        }
    }

    [Fact]
    public void The_content_type_names_message_encoding_and_scheme() => Assert.Equal(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores",
        ExpositionFormat.Protobuf.ContentType);

    [Fact]
    public void The_fixture_is_written_byte_by_byte()
    {
        var fixture = Resources.Bytes("Fixtures/proto_delimited");

        Assert.Equal(Convert.ToHexStringLower(fixture), Convert.ToHexStringLower(ProtobufBody.Bytes(ProtobufFixture.Write)));
        Assert.Equal([0x68, 0x0a, 0x0f, (byte)'a'], fixture[..4]);
    }

    [Fact]
    public void Each_family_is_one_message_behind_its_length()
    {
        // 3,000 series are many times the memory that is written at once.
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry);
        var (counter, gauge) = (factory.CreateCounter("b", "B.", ["x"]), factory.CreateGauge("a", "A.", ["x"]));
        for (var i = 0; i < 3_000; i++)
        {
            counter.WithLabels($"{i:D100}").Inc(i);
            gauge.WithLabels($"{i}").Set(-i);
        }

        var families = ProtobufBody.Parse(Written(registry)).Where(family => family.Name.Length <= 7).ToList();

        Assert.Equal(["a", "b_total"], families.Select(family => family.Name));
        Assert.All(families, family => Assert.Equal(3_000, family.Metric.Count));
        Assert.Equal($"{2_999:D100}", families[1].Metric[2_999].Label[0].Value);
        Assert.Equal(2_999, families[1].Metric[2_999].Counter.Value);
    }

    [Fact]
    public void A_family_is_written_as_a_whole_when_it_ends()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = ExpositionFormat.Protobuf.CreateWriter(output);
        writer.BeginFamily(Gauge);
        for (var i = 0; i < 100_000; i++)
        {
            writer.Gauge(LabelSet.Empty, new GaugeSample(i));
        }

        Assert.Equal(0, output.WrittenCount);
        writer.EndFamily();
        Assert.Equal(100_000, Assert.Single(ProtobufBody.Parse(output.WrittenSpan.ToArray())).Metric.Count);
    }

    [Fact]
    public void No_families_are_no_bytes()
    {
        Assert.Empty(ProtobufBody.Bytes(_ => { }));
        Assert.Empty(ProtobufBody.Bytes(visitor =>
        {
            visitor.BeginFamily(Gauge);
            visitor.EndFamily();
        }));
    }

    [Fact]
    public void Texts_are_UTF_8()
    {
        var family = new MetricDescriptor(Type.Gauge, "g", "Πρ☃😱 \uD800", "l");
        var body = ProtobufBody.Bytes(visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(family.Labels("ä\uD800\0\n\""), new GaugeSample(1));
            visitor.EndFamily();
        });
        var read = Assert.Single(ProtobufBody.Parse(body));

        Assert.Equal("Πρ☃😱 \uFFFD", read.Help);
        Assert.Equal("ä\uFFFD\0\n\"", read.Metric[0].Label[0].Value);
        Assert.Contains("1208C3A4EFBFBD000A22", Convert.ToHexString(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Type.Counter, "m_total", MetricType.Counter)]
    [InlineData(Type.Gauge, "m", MetricType.Gauge)]
    [InlineData(Type.Info, "m_info", MetricType.Gauge)]
    [InlineData(Type.StateSet, "m", MetricType.Gauge)]
    [InlineData(Type.Summary, "m", MetricType.Summary)]
    [InlineData(Type.Unknown, "m", MetricType.Untyped)]
    [InlineData(Type.Histogram, "m", MetricType.Histogram)]
    [InlineData(Type.GaugeHistogram, "m", MetricType.GaugeHistogram)]
    public void A_family_has_its_full_name_and_the_most_similar_type(Type type, string name, object expected)
    {
        var family = ProtobufBody.Of(new MetricDescriptor(type, "m", "Help."), Samples.Of(type));

        Assert.Equal((name, "Help.", (MetricType)expected), (family.Name, family.Help, family.Type));
        Assert.True(family.HasType);
        Assert.False(family.HasUnit);
    }

    [Theory]
    [InlineData(Type.Counter, "counter")]
    [InlineData(Type.Gauge, "gauge")]
    [InlineData(Type.Info, "gauge")]
    [InlineData(Type.StateSet, "gauge")]
    [InlineData(Type.Summary, "summary")]
    [InlineData(Type.Unknown, "untyped")]
    [InlineData(Type.Histogram, "histogram")]
    [InlineData(Type.GaugeHistogram, "histogram")]
    public void A_series_has_the_value_of_its_type_and_no_other(Type type, string field)
    {
        var metric = ProtobufBody.MetricOf(new MetricDescriptor(type, "m", ""), Samples.Of(type));
        var fields = Metric.Descriptor.Fields.InDeclarationOrder()
            .Where(candidate => !candidate.IsRepeated && candidate.Accessor.HasValue(metric));

        Assert.Equal([field], fields.Select(candidate => candidate.Name));
    }

    [Fact]
    public void An_info_is_one_and_a_state_set_has_a_series_per_state()
    {
        var build = new MetricDescriptor(Type.Info, "build", "", "version");
        var info = ProtobufBody.MetricOf(build, v => v.Info(build.Labels("1"), default));
        var worker = new MetricDescriptor(Type.StateSet, "state", "", "worker");
        var states = ProtobufBody.Of(worker, v => v.StateSet(worker.Labels("w"), new StateSetSample(["idle", "busy"], [false, true])));

        Assert.Equal(("version=1", 1.0), (Labels(info), info.Gauge.Value));
        Assert.Equal(
            ["worker=w,state=idle 0", "worker=w,state=busy 1"],
            states.Metric.Select(metric => $"{Labels(metric)} {metric.Gauge.Value}"));
        Assert.Empty(ProtobufBody.Bytes(v =>
        {
            v.BeginFamily(worker);
            v.StateSet(worker.Labels("w"), new StateSetSample([], []));
            v.EndFamily();
        }));
    }

    [Theory]
    [InlineData("allow-utf-8", "a.b_total", "x.y", "t.i", "s.t")]
    [InlineData("underscores", "a_b_total", "x_y", "t_i", "s_t")]
    [InlineData("values", "U__a_2e_b__total", "U__x_2e_y", "U__t_2e_i", "U__s_2e_t")]
    [InlineData(null, "a_b_total", "x_y", "t_i", "s_t")] // D-12
    public void Names_are_written_in_the_requested_scheme(string? scheme, string name, string label, string trace, string state)
    {
        var format = ContentNegotiation.Choose(scheme is null ? Accept : $"{Accept};escaping={scheme}");
        var (counter, states) = (new MetricDescriptor(Type.Counter, "a.b", "", "x.y"), new MetricDescriptor(Type.StateSet, "s.t", ""));
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Body.Write(format, output, visitor =>
        {
            visitor.BeginFamily(counter);
            visitor.Counter(
                counter.Labels("v.w"), new CounterSample(1) { Exemplar = new(LabelSet.Create(("t.i", "z.z")), 1) });
            visitor.EndFamily();
            visitor.BeginFamily(states);
            visitor.StateSet(LabelSet.Empty, new StateSetSample(["on.off"], [true]));
            visitor.EndFamily();
        });
        var families = ProtobufBody.Parse(output.WrittenSpan.ToArray());
        var metric = families[0].Metric[0];

        Assert.Equal((name, $"{label}=v.w"), (families[0].Name, Labels(metric)));
        Assert.Equal((trace, "z.z"), (metric.Counter.Exemplar.Label[0].Name, metric.Counter.Exemplar.Label[0].Value));
        Assert.Equal((state, $"{state}=on.off"), (families[1].Name, Labels(families[1].Metric[0])));
    }

    [Fact]
    public void A_unit_is_told_and_empty_texts_are_left_out()
    {
        var bytes = ProtobufBody.Of(new MetricDescriptor(Type.Gauge, "g", "", [], unit: "bytes"), Samples.Of(Type.Gauge));

        Assert.Equal(("g_bytes", "bytes"), (bytes.Name, bytes.Unit));
        Assert.False(bytes.HasHelp);
    }

    // Prometheus 2.53 to 3.8 rejects the whole body if the unit is no suffix of the name, that of a counter without _total.
    [Theory]
    [InlineData(NameEscaping.AllowUtf8, Type.Gauge, "x.y", "a/s", "x.y_a/s", "a/s")]
    [InlineData(NameEscaping.Underscores, Type.Gauge, "x.y", "a/s", "x_y_a_s", "")]
    [InlineData(NameEscaping.Values, Type.Gauge, "x.y", "a/s", "U__x_2e_y__a_2f_s", "")]
    [InlineData(NameEscaping.Dots, Type.Gauge, "x.y", "seconds", "x_dot_y__seconds", "seconds")]
    [InlineData(NameEscaping.Dots, Type.Gauge, "x", "bytes_per_second", "x__bytes__per__second", "")]
    [InlineData(NameEscaping.Underscores, Type.Counter, "x.y", "bytes", "x_y_bytes_total", "bytes")]
    [InlineData(NameEscaping.Dots, Type.Counter, "x", "bytes", "x__bytes__total", "")]
    public void A_unit_that_is_no_suffix_of_the_escaped_name_is_not_told(
        NameEscaping escaping, Type type, string name, string unit, string written, string told)
    {
        var format = ContentNegotiation.Choose(
            $"{Accept};escaping={EscapingSchemes.Name(escaping)}", NameValidation.Utf8, ExpositionFormat.BuiltIn);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Body.Write(format, output, visitor =>
        {
            visitor.BeginFamily(new MetricDescriptor(type, name, "", [], unit));
            Samples.Of(type)(visitor);
            visitor.EndFamily();
        });
        var family = Assert.Single(ProtobufBody.Parse(output.WrittenSpan.ToArray()));

        Assert.Equal((written, told), (family.Name, family.Unit));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.0)]
    [InlineData(-1.5)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Values_keep_their_bits(double value)
    {
        var gauge = ProtobufBody.MetricOf(Gauge, v => v.Gauge(LabelSet.Empty, new GaugeSample(value))).Gauge;

        Assert.True(gauge.HasValue);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(gauge.Value));
    }

    // The bits 0x7ff0000000000002 mark the end of a series in Prometheus.
    [Theory]
    [InlineData(0x7ff0000000000002)]
    [InlineData(unchecked((long)0xfff8000000000000))]
    public void NaN_is_always_the_same(long bits)
    {
        var value = BitConverter.Int64BitsToDouble(bits);
        var gauge = ProtobufBody.MetricOf(Gauge, v => v.Gauge(LabelSet.Empty, new GaugeSample(value))).Gauge;

        Assert.Equal(0x7ff8000000000000, BitConverter.DoubleToInt64Bits(gauge.Value));
    }

    [Fact]
    public void Counters_summaries_and_histograms_tell_when_counting_began_and_nothing_else_does() // R-215, D-8
    {
        var time = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = 1699999000, Nanos = 250_000_000 };
        var histogram = (MetricVisitor v) => v.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], 2) { Created = Time });

        Assert.Equal(
            time,
            ProtobufBody.MetricOf(Counter, v =>
                v.Counter(LabelSet.Empty, new CounterSample(1) { Created = Time })).Counter.CreatedTimestamp);
        Assert.Equal(
            time,
            ProtobufBody.MetricOf(
                new MetricDescriptor(Type.Summary, "s", ""),
                v => v.Summary(LabelSet.Empty, new SummarySample(1, 1, [], []) { Created = Time })).Summary.CreatedTimestamp);
        Assert.Equal(time, ProtobufBody.MetricOf(new MetricDescriptor(Type.Histogram, "h", ""), histogram).Histogram.CreatedTimestamp);
        Assert.Null(ProtobufBody.MetricOf(new MetricDescriptor(Type.GaugeHistogram, "h", ""), histogram).Histogram.CreatedTimestamp);
        Assert.Null(ProtobufBody.MetricOf(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1))).Counter.CreatedTimestamp);
        Assert.Equal(9, ProtobufBody.MetricOf(Gauge, Samples.Of(Type.Gauge)).Gauge.CalculateSize());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 100)]
    [InlineData(-1, -1, 999_999_900)]
    [InlineData(-10_000_000, -1, 0)]
    [InlineData(16999990002500000, 1699999000, 250_000_000)]
    public void The_fraction_of_a_time_is_positive_before_1970_too(long ticks, long seconds, int nanoseconds)
    {
        var created = DateTimeOffset.UnixEpoch.AddTicks(ticks).ToOffset(TimeSpan.FromHours(2));
        var time = ProtobufBody.MetricOf(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(1) { Created = created }))
            .Counter.CreatedTimestamp;

        Assert.Equal((seconds, nanoseconds), (time.Seconds, time.Nanos));
    }

    [Fact]
    public void Timestamps_are_milliseconds()
    {
        var families = ProtobufBody.Of(AllTypes.Write).ToDictionary(family => family.Name);

        Assert.Equal(1395066363000, families["acme_sent_bytes_total"].Metric[1].TimestampMs);
        Assert.Equal(1395066363123, families["acme_latency_seconds"].Metric[1].TimestampMs);
        Assert.True(families["acme_vendor"].Metric[0].HasTimestampMs);
        Assert.False(families["acme_sent_bytes_total"].Metric[0].HasTimestampMs);
    }

    [Fact]
    public void Classic_buckets_add_up_to_the_count_and_the_last_one_is_infinite()
    {
        var histogram = ProtobufBody.MetricOf(new MetricDescriptor(Type.Histogram, "h", ""), v =>
            v.Histogram(LabelSet.Empty, new HistogramSample([0.5, 2.5], [5_000_000_000, 0, 7], 3))).Histogram;

        Assert.Equal(
            [(0.5, 5_000_000_000), (2.5, 5_000_000_000), (double.PositiveInfinity, 5_000_000_007)],
            histogram.Bucket.Select(bucket => (bucket.UpperBound, bucket.CumulativeCount)));
        Assert.Equal((5_000_000_007UL, 3.0), (histogram.SampleCount, histogram.SampleSum));
        Assert.False(histogram.HasSchema);
        Assert.Empty(histogram.PositiveSpan);
    }

    [Fact]
    public void An_exemplar_stands_on_its_bucket_or_counter()
    {
        var late = DateTimeOffset.FromUnixTimeMilliseconds(1700000001500);
        var labels = LabelSet.Create(("trace_id", "x"), ("b", "😱"));
        var inside = new Collection.Exemplar(labels, 2, late);
        var histogram = ProtobufBody.MetricOf(new MetricDescriptor(Type.Histogram, "h", ""), v =>
            v.Histogram(LabelSet.Empty, new HistogramSample([1, 2], [1, 1, 1], 3) { Exemplars = [inside, inside, inside] })).Histogram;
        var timeless = ProtobufBody.MetricOf(Counter, v =>
            v.Counter(LabelSet.Empty, new CounterSample(3) { Exemplar = new(LabelSet.Empty, 1) })).Counter.Exemplar;

        Assert.Equal([false, true, false], histogram.Bucket.Select(bucket => bucket.Exemplar is not null));
        var exemplar = histogram.Bucket[1].Exemplar;
        Assert.Equal("trace_id=x,b=😱", string.Join(',', exemplar.Label.Select(label => $"{label.Name}={label.Value}")));
        Assert.Equal((2.0, 1700000001L, 500_000_000), (exemplar.Value, exemplar.Timestamp.Seconds, exemplar.Timestamp.Nanos));
        Assert.Equal((1.0, null, 0), (timeless.Value, timeless.Timestamp, timeless.Label.Count));
    }

    [Theory]
    [InlineData("a\0")]
    [InlineData(null)]
    public void An_exemplar_that_no_server_reads_is_left_out(string? value)
    {
        var exemplar = new Collection.Exemplar(LabelSet.Create(("a", value ?? new string('x', 128))), 1);

        Assert.Null(ProtobufBody.MetricOf(Counter, v =>
            v.Counter(LabelSet.Empty, new CounterSample(1) { Exemplar = exemplar })).Counter.Exemplar);
    }

    [Fact]
    public void Long_labels_and_help_are_written_whole()
    {
        var family = new MetricDescriptor(Type.Gauge, "m", new string('h', 100_000), "p", "q");
        var value = new string('☃', 100_000);
        var read = ProtobufBody.Of(family, v => v.Gauge(family.Labels(value, ""), new GaugeSample(1)));

        Assert.Equal((100_000, value, ""), (read.Help.Length, read.Metric[0].Label[0].Value, read.Metric[0].Label[1].Value));
        Assert.True(read.Metric[0].Label[1].HasValue);
    }

    [Fact]
    public void Any_length_of_a_label_is_written()
    {
        // A length takes two bytes from 128 on, and three from 16,384 on.
        var family = new MetricDescriptor(Type.Gauge, "m", "", "p");
        foreach (var length in Enumerable.Range(90, 50).Concat(Enumerable.Range(16_360, 30)))
        {
            var read = ProtobufBody.MetricOf(family, v => v.Gauge(family.Labels(new string('x', length)), new GaugeSample(length)));

            Assert.Equal((length, length), (read.Label[0].Value.Length, read.Gauge.Value));
        }
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    public void The_culture_of_the_thread_changes_nothing(string culture)
    {
        var expected = ProtobufBody.Bytes(AllTypes.Write);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(expected, ProtobufBody.Bytes(AllTypes.Write));
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
        Body.Write(ExpositionFormat.Protobuf, output, AllTypes.Write);

        Assert.Equal(ProtobufBody.Bytes(AllTypes.Write), output.Written);
    }

    [Fact]
    public void A_family_costs_no_allocation()
    {
        var writer = ExpositionFormat.Protobuf.CreateWriter(new ForgetfulBufferWriter());
        var bounds = Buckets.Default;
        var counts = new long[12];
        var exemplars = new Collection.Exemplar?[12];
        exemplars[3] = new(LabelSet.Create(("trace_id", "x")), 0.04, Time);
        var (indexes, populated) = (new[] { -5, 7 }, new long[] { 1, 2 });
        var family = new MetricDescriptor(Type.Histogram, "h", "Help.", ["method"], unit: "seconds");
        var labels = family.Labels("get");

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            writer.BeginFamily(family);
            writer.Histogram(labels, new HistogramSample(bounds, counts, 1.5)
            {
                Created = Time,
                Exemplars = exemplars,
                Native = new NativeHistogramSample(3, 0, 0) { PositiveIndexes = indexes, PositiveCounts = populated },
            });
            writer.EndFamily();
            writer.BeginFamily(Counter);
            writer.Counter(labels, new CounterSample(123.5) { Created = Time, Timestamp = Time, Exemplar = exemplars[3] });
            writer.EndFamily();
        }));
    }

    [Fact]
    public void Malformed_samples_are_refused_and_leave_no_trace()
    {
        var family = ProtobufBody.Of(Gauge, v =>
        {
            v.Gauge(LabelSet.Empty, new GaugeSample(1));
            Assert.Throws<InvalidOperationException>(() => v.Counter(LabelSet.Empty, new CounterSample(1)));
            v.Gauge(LabelSet.Empty, new GaugeSample(2));
        });

        Assert.Equal([1, 2], family.Metric.Select(metric => metric.Gauge.Value));
    }

    private static string Labels(Metric metric) => string.Join(',', metric.Label.Select(label => $"{label.Name}={label.Value}"));

    private static byte[] Written(MetricRegistry registry)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = ExpositionFormat.Protobuf.CreateWriter(output);
        using var reader = registry.Read();
        while (reader.Read(writer))
        {
        }

        writer.Complete();
        return output.WrittenSpan.ToArray();
    }
}
