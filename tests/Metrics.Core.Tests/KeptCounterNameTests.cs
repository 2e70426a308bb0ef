using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Tests;

/// <summary>Counters that keep the names that they are created with.</summary>
public sealed class KeptCounterNameTests : EngineTest
{
    private static readonly CounterOptions Keep = new() { KeepName = true };

    [Fact]
    public void Neither_the_suffix_nor_the_unit_is_added()
    {
        Factory.CreateCounter("jobs", "Help.", new CounterOptions { KeepName = true, Unit = "seconds" }).Inc(5);

        Assert.Equal(["# HELP jobs Help.", "# TYPE jobs counter", "jobs 5"], Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal(["# TYPE jobs unknown", "# HELP jobs Help.", "jobs 5"], Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void The_unit_is_written_where_the_name_ends_with_it()
    {
        Factory.CreateCounter("jobs_seconds", "", new CounterOptions { KeepName = true, Unit = "seconds" });

        Assert.Equal(
            ["# TYPE jobs_seconds unknown", "# UNIT jobs_seconds seconds", "jobs_seconds 0"],
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    // R-156, R-175: samples of counters, exemplars and times of creation need the suffix in OpenMetrics 1.0.
    [Fact]
    public void OpenMetrics_1_shows_an_unknown_metric_without_exemplar_and_time_of_creation()
    {
        var family = Factory.CreateCounter("jobs", "", ["a"], Keep);
        for (var i = 0; i < 100; i++)
        {
            family.WithLabels($"{i}").IncWithExemplar(i, ("trace_id", "abc"));
        }

        string[] expected = ["# TYPE jobs unknown", .. Enumerable.Range(0, 100).Select(i => $"jobs{{a=\"{i}\"}} {i}")];
        Assert.Equal(expected, Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
        Assert.Equal(expected, Scrape.Lines(Registry, ExpositionFormat.OpenMetricsWithCreated));
    }

    [Fact]
    public void OpenMetrics_2_and_protobuf_show_a_counter_with_both()
    {
        Clock.Advance(TimeSpan.FromSeconds(5));
        Factory.CreateCounter("jobs", "", Keep).IncWithExemplar(1, ("trace_id", "abc"));

        Assert.Matches("^jobs 1 st@[0-9.]+ # {trace_id=\"abc\"} 1 [0-9.]+$", Scrape.Lines(Registry, ExpositionFormat.OpenMetrics2)[1]);
        Assert.Equal("# TYPE jobs counter", Scrape.Lines(Registry, ExpositionFormat.OpenMetrics2)[0]);

        // Field 1, the name, and field 3, the type counter, which is 0.
        var message = Protobuf();
        Assert.Equal("0a046a6f62731800", Convert.ToHexStringLower(message.AsSpan(1, 8)));
        Assert.Contains("trace_id", Encoding.UTF8.GetString(message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NameEscaping.AllowUtf8, "\"jobs.done\"", "{\"jobs.done\"} 2")]
    [InlineData(NameEscaping.Underscores, "jobs_done", "jobs_done 2")]
    [InlineData(NameEscaping.Dots, "jobs_dot_done", "jobs_dot_done 2")]
    [InlineData(NameEscaping.Values, "U__jobs_2e_done", "U__jobs_2e_done 2")]
    public void Every_escaping_scheme_keeps_it(NameEscaping escaping, string name, string line)
    {
        using var registry = new MetricRegistry(
            new MetricRegistryOptions { NameValidation = NameValidation.Utf8, KeepCounterNames = true });
        new MetricFactory(registry).CreateCounter("jobs.done", "", new CounterOptions { Unit = "tasks" }).Inc(2);

        Assert.Equal([$"# TYPE {name} counter", line], Lines(registry, escaping, output => new TextFormatWriter(output, escaping)));
        Assert.Equal([$"# TYPE {name} unknown", line], Lines(registry, escaping, output => new OpenMetricsWriter(output, escaping)));
        Assert.Equal(
            [$"# TYPE {name} counter", line],
            Lines(registry, escaping, output => new OpenMetrics2Writer(output, escaping))
                .Select(text => text.Split(" st@")[0]));
    }

    [Fact]
    public void A_name_with_the_suffix_is_that_of_an_ordinary_counter()
    {
        var kept = Factory.CreateCounter("x_total", "", Keep);

        Assert.Same(kept, Factory.CreateCounter("x_total", ""));
        Assert.Same(kept, Factory.CreateCounter("x", ""));
        Assert.Equal(["# TYPE x counter", "x_total 0"], Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void The_same_name_kept_and_not_kept_gives_two_counters()
    {
        var kept = Factory.CreateCounter("x", "", Keep);
        var ordinary = Factory.CreateCounter("x", "");
        kept.Inc(2);
        ordinary.Inc(3);

        Assert.NotSame(kept, ordinary);
        Assert.Same(kept, Factory.CreateCounter("x", "", Keep));
        Assert.Same(ordinary, Factory.CreateCounter("x", ""));
        Assert.Equal(["x 2", "x_total 3"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Both_are_found_again_without_an_allocation()
    {
        Factory.CreateCounter("x", "", Keep);
        Factory.CreateCounter("x", "");

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            Factory.CreateCounter("x", "", Keep);
            Factory.CreateCounter("x", "");
        }));
    }

    [Theory]
    [InlineData(MetricType.Gauge)]
    [InlineData(MetricType.Histogram)]
    public void Another_family_of_the_name_is_refused(MetricType type)
    {
        Factory.CreateCounter("x", "", Keep);

        Assert.Throws<InvalidOperationException>(() => Registry.Register(new TestCollector([new MetricDescriptor(type, "x", "")])));
    }

    [Fact]
    public void An_instrument_of_another_kind_is_refused_by_its_shape()
    {
        Factory.CreateGauge("x", "");

        var refusal = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x", "", Keep));

        Assert.Contains(
            "type: gauge instead of counter", refusal.Message.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    // Such names are only reserved for a counter that has the suffix.
    [Fact]
    public void Names_that_the_suffixes_of_a_counter_would_form_are_free()
    {
        Factory.CreateCounter("x", "", Keep);
        Factory.CreateGauge("x_created", "");
        Factory.CreateGauge("x_total", "");

        Assert.Equal(["x 0", "x_created 0", "x_total 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_registry_may_keep_all_names_and_a_counter_may_differ()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { KeepCounterNames = true });
        var factory = new MetricFactory(registry);
        factory.CreateCounter("a", "");
        factory.CreateCounter("b", "", new CounterOptions { KeepName = false });
        factory.CreateCounter("c", "", "l").WithLabels("1");
        factory.CreateObservableCounter("d", "", () => 1);
        factory.CreateGauge("e", "", new GaugeOptions { Unit = "bytes" });
        factory.WithPrefix("f").CreateCounter("g", "");
        factory.CreateInfo("h", "").Set(("i", "1"));

        Assert.Equal(
            ["a 0", "b_total 0", "c{l=\"1\"} 0", "d 1", "e_bytes 0", "f_g 0", "h_info{i=\"1\"} 1"], Scrape.Lines(registry));
    }

    [Fact]
    public void The_self_metrics_do_not_change()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { KeepCounterNames = true });
        registry.Register(new TestCollector([], _ => throw new InvalidOperationException()));
        _ = Scrape.From(registry);

        Assert.Equal(
            Scrape.SelfMetricFamilies,
            Scrape.From(registry).Families
                .Select(family => family.Name)
                .Where(name => name.StartsWith("metrics_", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_collector_decides_by_its_descriptor()
    {
        Registry.Register(new TestCollector(
            [], visitor => visitor.ReportCounter(new MetricDescriptor(MetricType.Counter, "x", "", [], unit: null, keepName: true), 4)));

        Assert.Equal(["# TYPE x unknown", "x 4"], Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public async Task Deltas_are_those_of_the_kept_name()
    {
        var counter = Factory.CreateCounter("x", "", Keep);
        counter.Inc(2);
        var tracker = new DeltaTracker();
        (await tracker.CollectAsync(Registry)).Accept();
        counter.Inc(3);

        Assert.Equal(["x 3"], Scrape.Lines(await tracker.CollectAsync(Registry)));
    }

    [Fact]
    public async Task A_text_file_has_the_kept_name()
    {
        using var folder = new TemporaryFolder();
        Factory.CreateCounter("x", "", Keep).Inc(7);
        var path = folder["x.prom"];

        await new TextfileWriter(path).WriteAsync(Registry, TestContext.Current.CancellationToken);

        Assert.Equal("# TYPE x counter\nx 7\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_is_no_standard_metric_because_of_what_its_name_would_become() =>
        Assert.False(
            new MetricDescriptor(MetricType.Counter, "process_cpu_seconds", "", [], unit: null, keepName: true).IsStandardMetric());

    [Fact]
    public void It_is_read_by_its_name_only()
    {
        Factory.CreateCounter("x", "", Keep).Inc();
        Factory.CreateCounter("x", "").Inc(2);

        Assert.Equal(1, Registry.GetSampleValue("x"));
        using var reader = Registry.Read(new CollectionRequest { Names = new HashSet<string> { "x_total" } });
        var visitor = new RecordingVisitor();
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["x_total 2"], visitor.Lines);
    }

    [Fact]
    public void The_linter_says_what_promtool_says()
    {
        Factory.CreateCounter("app_jobs", "Help.", Keep);

        Assert.Equal("counter metrics should have \"_total\" suffix", Assert.Single(Registry.Lint()).Message);
    }

    private byte[] Protobuf()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = ExpositionFormat.Protobuf.CreateWriter(output);
        using var reader = Registry.Read();
        while (reader.Read(writer))
        {
        }

        writer.Complete();
        return output.WrittenSpan.ToArray();
    }

    private static string[] Lines(
        MetricRegistry registry, NameEscaping escaping, Func<IBufferWriter<byte>, ExpositionWriter> createWriter)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = createWriter(output);
        using var reader = registry.Read(new CollectionRequest { Escaping = escaping });
        while (reader.Read(writer))
        {
        }

        return Encoding.UTF8.GetString(output.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
