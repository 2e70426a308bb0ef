using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Tests.Textfile;

public class TextfileWriterTests : TextfileTest
{
    [Fact]
    public async Task The_file_is_text_0_0_4()
    {
        Factory.CreateCounter("rows_total", "Number of rows.", "kind").WithLabels("ä").Inc(3);

        var result = await Writer.WriteAsync(Registry);

        var text = await File.ReadAllTextAsync(FilePath);
        Assert.Contains(
            "# HELP rows_total Number of rows.\n# TYPE rows_total counter\nrows_total{kind=\"ä\"} 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("# EOF", text, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(FilePath).Length, result.Bytes);
        Assert.Empty(result.LeftOut);
        Assert.Equal(["app.prom"], Files);
    }

    [Fact]
    public async Task A_timestamp_is_left_out_because_node_exporter_would_reject_the_file()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch.AddYears(50) });
            visitor.EndFamily();
        }));

        await Writer.WriteAsync(Registry);

        Assert.Contains("x 1\n", await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_replaced()
    {
        var gauge = Factory.CreateGauge("x", "");
        await Writer.WriteAsync(Registry);

        gauge.Set(2);
        await Writer.WriteAsync(Registry);

        Assert.Contains("\nx 2\n", await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
        Assert.Equal(["app.prom"], Files);
    }

    [Fact]
    public async Task Everyone_may_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");

        await Writer.WriteAsync(Registry);

        const UnixFileMode Mode0644 =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(FilePath) == Mode0644);
    }

    [Theory]
    [InlineData("metrics.txt", "metrics.prom")]
    [InlineData("metrics.PROM", "metrics.prom")]
    [InlineData("a.prom/metrics", "a.prom/metrics.prom")]
    [InlineData("a.prom/", "a.prom/.prom")]
    public void A_name_that_node_exporter_ignores_is_refused(string path, string right)
    {
        var exception = Assert.Throws<ArgumentException>(nameof(path), () => new TextfileWriter(path));

        Assert.Equal(
            $"The path '{path}' does not end with '.prom', and node_exporter ignores such a file: write '{right}'. (Parameter 'path')",
            exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0.prom")]
    public void An_illegal_path_is_refused(string path) => Assert.Throws<ArgumentException>(() => new TextfileWriter(path));

    [Fact]
    public void A_relative_path_is_resolved_at_once() =>
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "app.prom"), new TextfileWriter("app.prom").FilePath);

    [Fact]
    public async Task Families_that_would_displace_those_of_node_exporter_are_left_out_and_named()
    {
        foreach (var name in (string[])
            ["go_x", "process_x", "promhttp_x", "node_exporter_x", "node_scrape_collector_x", "node_textfile_x", "node_x", "gold", "x"])
        {
            Factory.CreateGauge(name, "");
        }

        Registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "process_y", "")));

        var result = await Writer.WriteAsync(Registry);

        string[] leftOut =
            ["go_x", "node_exporter_x", "node_scrape_collector_x", "node_textfile_x", "process_x", "process_y", "promhttp_x"];
        Assert.Equal(leftOut, result.LeftOut);
        var lines = await File.ReadAllLinesAsync(FilePath);
        Assert.All(leftOut, name => Assert.DoesNotContain(lines, line => line.Contains(name, StringComparison.Ordinal)));
        Assert.All((string[])["node_x 0", "gold 0", "x 0"], line => Assert.Contains(line, lines));
    }

    [Fact]
    public async Task Families_that_the_caller_excludes_are_not_named()
    {
        Factory.CreateGauge("process_x", "");
        Factory.CreateGauge("x", "");

        var result = await Writer.WriteAsync(new Excluding(Registry));

        Assert.Empty(result.LeftOut);
        Assert.Contains("x 0", await File.ReadAllLinesAsync(FilePath));
    }

    // node_exporter 1.5 reads no quoted names, and a label '__a' ends its process.
    [Fact]
    public async Task Names_in_UTF8_are_escaped_and_left_out_if_the_result_is_reserved()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        var factory = new MetricFactory(registry);
        factory.CreateGauge("a.b", "", "c.d").WithLabels("e.f").Set(1);
        factory.CreateGauge("process.x", "");
        factory.CreateGauge("y", "", "..a").WithLabels("1").Set(1);

        var result = await Writer.WriteAsync(registry);

        Assert.Equal(["process_x", "y"], result.LeftOut);
        var text = await File.ReadAllTextAsync(FilePath);
        Assert.Contains("\na_b{c_d=\"e.f\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("__", text, StringComparison.Ordinal);
    }

    // labels that the descriptor of the family does not name.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Series_with_a_label_that_is_escaped_to_a_reserved_one_are_left_out_wherever_it_is(bool isOtherSource)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        var factory = new MetricFactory(registry);
        factory.CreateInfo("build", "").Set(("..version", "1"));
        factory.CreateStateSet("..state", "", new StateSetOptions { States = ["on", "off"] });
        var family = new MetricDescriptor(MetricType.Gauge, "reported", "");
        registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("..a", "1")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("b", "1")), new GaugeSample(2));
            visitor.EndFamily();
        }));
        factory.CreateGauge("kept", "").Set(3);

        var result = await Writer.WriteAsync(isOtherSource ? new CountingSource(registry) : registry);

        Assert.Equal(["__state", "build_info", "reported"], result.LeftOut);
        var lines = await File.ReadAllLinesAsync(FilePath);
        Assert.DoesNotContain(lines, line => line.Contains("__", StringComparison.Ordinal));
        Assert.Contains("kept 3", lines);
        Assert.Contains("reported{b=\"1\"} 2", lines);
    }

    private sealed class Excluding(IMetricSource source) : IMetricSource
    {
        public IMetricReader Read(in CollectionRequest request = default)
        {
            var inner = request.Filter;
            return source.Read(request with { Filter = family => family.Name != "process_x" && inner?.Invoke(family) != false });
        }
    }
}
