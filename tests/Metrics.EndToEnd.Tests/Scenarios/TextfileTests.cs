using PrometheusMetrics.Collection;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A real node_exporter reads the text files of hosts.</summary>
public sealed class TextfileTests
{
    private const string NoError = "node_textfile_scrape_error 0";

    [Fact]
    public async Task Node_exporter_serves_what_a_host_measures_of_every_type()
    {
        using var folder = new TemporaryFolder();
        await using var exporter = await NodeExporterServer.StartAsync(folder.FullPath);
        await using var app = await TextfileApp.StartAsync(folder, "app", ("StandardMetrics", "true"));
        app.Factory.CreateCounter("rows_total", "Number of rows.", "kind").WithLabels("ä\n\"\\").Inc(3);
        app.Factory.CreateHistogram("job_seconds", "A histogram.", new HistogramOptions { Buckets = [1, 2] }).Observe(1.5);
        app.Factory.CreateSummary("size_bytes", "A summary.").Observe(4);
        app.Factory.CreateStateSet<DayOfWeek>("day", "A state set.").Set(DayOfWeek.Friday);
        app.Register(new TimestampedCollector());
        await app.WaitForWriteAsync();

        var lines = await exporter.ScrapeAsync();

        Assert.Contains(NoError, lines);
        Assert.Contains("rows_total{kind=\"ä\\n\\\"\\\\\"} 3", lines);
        Assert.Contains("job_seconds_bucket{le=\"2\"} 1", lines);
        Assert.Contains("size_bytes_sum 4", lines);
        Assert.Contains("day{day=\"Friday\"} 1", lines);
        Assert.Contains("timestamped 1", lines);
        Assert.Contains(lines, line => line.StartsWith("dotnet_gc_collections_total{", StringComparison.Ordinal));
        Assert.Empty(exporter.Errors);
    }

    // It has such metrics of its own process: of two equal series it drops one, and logs an error at each scrape.
    [Fact]
    public async Task The_metrics_of_node_exporters_own_process_stay()
    {
        using var folder = new TemporaryFolder();
        await using var exporter = await NodeExporterServer.StartAsync(folder.FullPath);
        using var registry = new MetricRegistry();
        registry.AddProcessMetrics();
        new MetricFactory(registry).CreateGauge("node_textfile_mtime_seconds", "Help.", "file").WithLabels("x").Set(5);
        new MetricFactory(registry).CreateGauge("go_info", "Help.", "version").WithLabels("x").Set(5);

        var result = await new TextfileWriter(folder.PathOf("app.prom"))
            .WriteAsync(registry, TestContext.Current.CancellationToken);

        Assert.Contains("process_cpu_seconds_total", result.LeftOut);
        var lines = await exporter.ScrapeAsync();
        Assert.Single(lines, line => line.StartsWith("process_cpu_seconds_total", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("go_info", StringComparison.Ordinal));
        var mtime = Assert.Single(lines, line => line.StartsWith("node_textfile_mtime_seconds", StringComparison.Ordinal));
        Assert.Contains(folder.PathOf("app.prom"), mtime, StringComparison.Ordinal);
        Assert.Empty(exporter.Errors);
    }

    [Fact]
    public async Task Two_applications_may_share_a_folder()
    {
        using var folder = new TemporaryFolder();
        await using var exporter = await NodeExporterServer.StartAsync(folder.FullPath);
        await using var one = await TextfileApp.StartAsync(folder, "one");
        await using var other = await TextfileApp.StartAsync(folder, "other");
        one.Factory.CreateGauge("of_one", "Help.");
        other.Factory.CreateGauge("of_other", "Help.");
        await one.WaitForWriteAsync();
        await other.WaitForWriteAsync();

        var lines = await exporter.ScrapeAsync();

        Assert.All((string[])[NoError, "of_one 0", "of_other 0"], line => Assert.Contains(line, lines));
        Assert.Empty(exporter.Errors);
    }

    [Fact]
    public async Task Each_scrape_reads_a_whole_file_while_it_is_replaced()
    {
        const int Series = 3000;
        using var folder = new TemporaryFolder();
        await using var exporter = await NodeExporterServer.StartAsync(folder.FullPath);
        await using var app = await TextfileApp.StartAsync(folder, "app");
        var gauges = app.Factory.CreateGauge("x", "Help.", "number");
        for (var i = 0; i < Series; i++)
        {
            gauges.WithLabels($"{i}").Set(1);
        }

        await app.WaitForWriteAsync();

        for (var i = 0; i < 30; i++)
        {
            var lines = await exporter.ScrapeAsync();
            Assert.Contains(NoError, lines);
            Assert.Equal(Series, lines.Count(line => line.StartsWith("x{", StringComparison.Ordinal)));
        }

        Assert.Empty(exporter.Errors);
    }

    [Fact]
    public async Task A_process_with_another_umask_writes_a_file_that_everyone_may_read()
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("job.prom");
        await using var job = ServerProcess.Start(new ServerCommand(
            Requirement.Program("sh"),
            ["-c", """umask 077; exec "$@" """, "sh", SampleProcess.DotnetHost(), SampleProcess.PathOf("BatchJobSample")])
        {
            WorkingFolder = Path.GetDirectoryName(SampleProcess.PathOf("BatchJobSample")),
            Environment = JobEnvironment(file),
        });

        Assert.Equal(0, await job.WaitForExitAsync());

        Assert.Equal(
            "UserRead, UserWrite, GroupRead, OtherRead".Split(", ").Order(),
            $"{(OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file))}".Split(", ").Order());
    }

    // R-347: a write replaces the whole file.
    [Fact]
    public async Task The_last_success_of_a_batch_job_survives_a_run_that_fails()
    {
        using var folder = new TemporaryFolder();
        await using var exporter = await NodeExporterServer.StartAsync(folder.FullPath);
        const string LastSuccess = "batch_job_last_success_timestamp_seconds{batch_job=\"invoice-import\"} ";
        const string LastCompletion = "batch_job_last_completion_timestamp_seconds{batch_job=\"invoice-import\"} ";
        Assert.Equal(0, await RunJobAsync(folder));
        var first = await exporter.ScrapeAsync();

        Assert.Equal(1, await RunJobAsync(folder, "--fail"));

        var second = await exporter.ScrapeAsync();
        Assert.Equal(Line(first, LastSuccess), Line(second, LastSuccess));
        Assert.NotEqual(Line(first, LastCompletion), Line(second, LastCompletion));
        Assert.Contains("batch_job_failures_total{batch_job=\"invoice-import\"} 1", second);
        Assert.Empty(exporter.Errors);
    }

    [Fact]
    public async Task A_job_whose_file_cannot_be_written_ends_with_exit_code_1()
    {
        using var folder = new TemporaryFolder();
        await using var job = SampleProcess.Start(
            "BatchJobSample",
            environment: new Dictionary<string, string?>(JobEnvironment(folder.PathOf("missing/job.prom")))
            {
                ["Prometheus__Textfile__FailOnLostWrite"] = "true",
            });

        Assert.Equal(1, await job.WaitForExitAsync());

        Assert.Contains($"the folder '{folder.PathOf("missing")}' does not exist", job.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_a_whole_file()
    {
        using var folder = new TemporaryFolder();
        await using var exporter = await NodeExporterServer.StartAsync(folder.FullPath);
        var file = folder.PathOf("app.prom");
        for (var i = 0; i < 3; i++)
        {
            await using (SampleProcess.Start("WebApiSample", environment: new Dictionary<string, string?>
            {
                ["Prometheus__Textfile__Path"] = file,
                ["Prometheus__Textfile__Interval"] = "00:00:00.001",
                ["Prometheus__Textfile__StandardMetrics"] = "true",
            }))
            {
                await Eventually.HoldsAsync("a file", () => Task.FromResult(File.Exists(file)));
            }

            Assert.Contains(NoError, await exporter.ScrapeAsync());
            File.Delete(file);
        }

        Assert.Empty(exporter.Errors);
    }

    [Fact]
    public async Task The_alerts_of_the_page_on_text_files_are_valid()
    {
        using var folder = new TemporaryFolder();
        var rules = folder.PathOf("rules.yml");
        await File.WriteAllTextAsync(rules, Assert.Single(YamlBlock.In("docs/textfiles.md")));

        var result = await Promtool.CheckRulesAsync(rules);

        Assert.True(result.ExitCode == 0, result.Output);
    }

    private static async Task<int> RunJobAsync(TemporaryFolder folder, params string[] arguments)
    {
        await using var job = SampleProcess.Start("BatchJobSample", arguments, JobEnvironment(folder.PathOf("job.prom")));
        return await job.WaitForExitAsync();
    }

    private static Dictionary<string, string?> JobEnvironment(string file) => new()
    {
        ["Prometheus__Textfile__Path"] = file,
        ["Prometheus__Pushgateway__Endpoint"] = "",
    };

    private static string Line(string[] lines, string start) =>
        Assert.Single(lines, line => line.StartsWith(start, StringComparison.Ordinal));

    private sealed class TimestampedCollector : ICollector
    {
        private readonly MetricDescriptor _family = new(MetricType.Gauge, "timestamped", "Help.");

        public IReadOnlyList<MetricDescriptor> Descriptors => [_family];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            visitor.BeginFamily(_family);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = TimeProvider.System.GetUtcNow() });
            visitor.EndFamily();
        }
    }
}
