using System.Globalization;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>What Prometheus 2.42, 2.53 and 3.5 store, in each format that they ask for, is what was measured; and the checkers of others
/// accept each body.</summary>
public sealed class JudgeTests(JudgeTests.Fixture fixture) : IClassFixture<JudgeTests.Fixture>
{
    public static TheoryData<string, string> Jobs => new()
    {
        { JudgedApp.Installed, JudgedApp.OpenMetrics },
        { JudgedApp.Installed, JudgedApp.Text },
        { JudgedApp.InstalledNative, JudgedApp.Protobuf },
        { JudgedApp.Trixie, JudgedApp.OpenMetrics },
        { JudgedApp.Trixie, JudgedApp.Text },
        { JudgedApp.Trixie, JudgedApp.Protobuf },
        { JudgedApp.Sid, JudgedApp.OpenMetrics },
        { JudgedApp.Sid, JudgedApp.Text },
        { JudgedApp.Sid, JudgedApp.Protobuf },
    };

    public static TheoryData<string, string> JobsOf(string? server, params string[] formats) =>
        [.. Jobs.Select(row => row.Data).Where(row => (server is null || row.Item1 == server) && formats.Contains(row.Item2))];

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Each_server_gets_the_format_that_it_asks_for(string server, string job)
    {
        var app = await fixture.App.GetAsync();
        await app.ServerAsync(server);

        Assert.Equal(
            (server, job) switch
            {
                (JudgedApp.Installed, JudgedApp.Text) => "text/plain; version=0.0.4; charset=utf-8",
                (JudgedApp.Trixie, JudgedApp.Text) => "text/plain; version=0.0.4; charset=utf-8",
                (JudgedApp.Sid, JudgedApp.Text) => "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
                (JudgedApp.Sid, JudgedApp.OpenMetrics) =>
                    "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
                (_, JudgedApp.OpenMetrics) => "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores",
                _ => "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores",
            },
            app.ContentTypeOf(server, job));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task The_values_are_stored(string server, string job)
    {
        var values = new Values(await (await fixture.App.GetAsync()).ServerAsync(server), job);

        Assert.Equal(3, await values.GetAsync("""judged_orders_total{channel="web \"x\"\\\n"}"""));
        Assert.Equal(-1.5, await values.GetAsync("judged_temperature_celsius"));
        Assert.Equal(1, await values.GetAsync("""judged_latency_seconds_bucket{le="0.1"}"""));
        Assert.Equal(3, await values.GetAsync("""judged_latency_seconds_bucket{le=~"1(\\.0)?"}"""));
        Assert.Equal(4, await values.GetAsync("""judged_latency_seconds_bucket{le=~"10(\\.0)?"}"""));
        Assert.Equal(5, await values.GetAsync("""judged_latency_seconds_bucket{le="+Inf"}"""));
        Assert.Equal(5, await values.GetAsync("judged_latency_seconds_count"));
        Assert.Equal(JudgedMetrics.Latencies.Sum(), await values.GetAsync("judged_latency_seconds_sum"));
        Assert.Equal(2, await values.GetAsync("""judged_rpc_seconds{quantile="0.5"}"""));
        Assert.Equal(2, await values.GetAsync("judged_rpc_seconds_sum"));
        Assert.Equal(1, await values.GetAsync("judged_rpc_seconds_count"));
        Assert.Equal(1, await values.GetAsync("""judged_build_info{version="1.2.3"}"""));
        Assert.Equal(1, await values.GetAsync("""judged_state{judged_state="on"}"""));
        Assert.Equal(0, await values.GetAsync("""judged_state{judged_state="off"}"""));
        Assert.Equal(17, await values.GetAsync("judged_found"));

        // Prometheus 2.42 reads no gauge histogram with classic buckets from protobuf.
        if (server != JudgedApp.InstalledNative)
        {
            Assert.Equal(2, await values.GetAsync("""judged_waiting_bucket{le=~"1(\\.0)?"}"""));
            Assert.Equal(7.5, await values.GetAsync(job == JudgedApp.OpenMetrics ? "judged_waiting_gsum" : "judged_waiting_sum"));
        }
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Type_help_and_unit_are_stored(string server, string job)
    {
        var prometheus = await (await fixture.App.GetAsync()).ServerAsync(server);
        var metadata = await prometheus.FamiliesAsync(job, "judged_found");

        var orders = metadata[job == JudgedApp.OpenMetrics ? "judged_orders" : "judged_orders_total"];
        Assert.Equal("counter", orders.Type);
        Assert.Equal("Orders \"placed\" \\ by\nchannel.", orders.Help);
        Assert.Equal("gauge", metadata["judged_temperature_celsius"].Type);
        Assert.Equal("histogram", metadata["judged_latency_seconds"].Type);
        Assert.Equal("summary", metadata["judged_rpc_seconds"].Type);
        Assert.Equal("unknown", metadata["judged_found"].Type);

        // Text has no units, and Prometheus 2 reads none from protobuf.
        var hasUnits = job == JudgedApp.OpenMetrics || (job == JudgedApp.Protobuf && server == JudgedApp.Sid);
        Assert.Equal(hasUnits ? "celsius" : "", metadata["judged_temperature_celsius"].Unit);
        Assert.Equal(hasUnits ? "seconds" : "", metadata["judged_latency_seconds"].Unit);
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Names_that_are_kept_or_differ_in_a_suffix_only_are_stored_as_they_are(string server, string job)
    {
        var prometheus = await (await fixture.App.GetAsync()).ServerAsync(server);
        var values = new Values(prometheus, job);
        var metadata = await prometheus.FamiliesAsync(job);
        var counter = job == JudgedApp.OpenMetrics ? "unknown" : "counter";

        Assert.Equal(4, await values.GetAsync("judged_jobs"));
        Assert.Equal(counter, metadata["judged_jobs"].Type);
        Assert.Equal(5, await values.GetAsync("judged_queue"));
        Assert.Equal("gauge", metadata["judged_queue"].Type);
        Assert.Equal(6, await values.GetAsync("judged_queue_total"));
        Assert.Equal(counter, metadata["judged_queue_total"].Type);
        Assert.Equal(1, await values.GetAsync("""judged_queue_info{kind="fifo"}"""));
        Assert.Equal("gauge", metadata["judged_queue_info"].Type);
        Assert.Equal(8, await values.GetAsync("judged_latency_seconds_total"));
        Assert.Equal(2, await values.GetAsync("judged_latency_seconds_count_total"));
        Assert.Equal(5, await values.GetAsync("judged_latency_seconds_count"));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task The_labels_of_the_registry_are_stored_with_every_series(string server, string job)
    {
        var prometheus = await (await fixture.App.GetAsync()).ServerAsync(server);

        await prometheus.SingleAsync($$"""count({job="{{job}}",__name__=~".*judged.*",team="ju\"dges"})""");
        Assert.Empty(await prometheus.QueryAsync($$"""count({job="{{job}}",__name__=~".*judged.*",team!="ju\"dges"})"""));
    }

    [Theory]
    [MemberData(nameof(JobsOf), null, new[] { JudgedApp.OpenMetrics, JudgedApp.Protobuf })]
    public async Task The_exemplars_are_stored(string server, string job)
    {
        var prometheus = await (await fixture.App.GetAsync()).ServerAsync(server);

        var exemplars = await prometheus.ExemplarsAsync($$"""{job="{{job}}"}""");

        var order = Assert.Single(exemplars, exemplar => exemplar.SeriesLabels["__name__"] == "judged_orders_total");
        Assert.Equal(("abc", 3), (order.Labels["trace_id"], order.Value));
        Assert.Equal(
            [("0.1", 0.05), ("1", 0.5), ("10", 5), ("+Inf", 50)],
            exemplars
                .Where(exemplar => exemplar.SeriesLabels["__name__"] == "judged_latency_seconds_bucket")
                .Select(exemplar => (exemplar.SeriesLabels["le"].Replace(".0", "", StringComparison.Ordinal), exemplar.Value))
                .OrderBy(exemplar => exemplar.Value));
    }

    [Theory]
    [MemberData(nameof(JobsOf), null, new[] { JudgedApp.Protobuf })]
    public async Task The_native_buckets_are_stored(string server, string job)
    {
        var prometheus = await (await fixture.App.GetAsync()).ServerAsync(server);

        Assert.Empty(await prometheus.QueryAsync($$"""judged_size_bytes_bucket{job="{{job}}"}"""));
        RequireBuckets(JudgedMetrics.Sizes, await prometheus.SingleNativeAsync($$"""judged_size_bytes{job="{{job}}"}"""));
        RequireBuckets(JudgedMetrics.Changes, await prometheus.SingleNativeAsync($$"""judged_change{job="{{job}}"}"""));
    }

    [Theory]
    [MemberData(nameof(JobsOf), null, new[] { JudgedApp.Protobuf })]
    public async Task Quantiles_of_native_histograms_are_within_one_bucket(string server, string job)
    {
        var values = new Values(await (await fixture.App.GetAsync()).ServerAsync(server), job);
        foreach (var quantile in new[] { 0.01, 0.1, 0.5, 0.9, 0.99, 1 })
        {
            var truth = JudgedMetrics.Sizes[(int)Math.Ceiling(quantile * JudgedMetrics.Sizes.Length) - 1];
            var answer = await values.ComputeAsync(
                $$"""histogram_quantile({{quantile.ToString(CultureInfo.InvariantCulture)}}, judged_size_bytes{job="{{job}}"})""");

            // A bucket of the default schema, 3, is wider than its lower bound by this factor.
            Assert.InRange(answer, truth / Math.Pow(2, 1 / 8.0), truth * Math.Pow(2, 1 / 8.0));
        }
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Names_in_UTF8_are_stored_as_they_are_where_the_server_can_and_escaped_elsewhere(string server, string job)
    {
        var values = new Values(await (await fixture.App.GetAsync()).ServerAsync(server), job);
        var asTheyAre = server == JudgedApp.Sid && job != JudgedApp.Protobuf;

        Assert.Equal(
            4.25,
            await values.GetAsync(
                asTheyAre ? """{"judged.cpu.time","host.name"="ä.b"}""" : """judged_cpu_time{host_name="ä.b"}"""));
        Assert.Equal(7, await values.GetAsync(asTheyAre ? """{"judged.größe/😱_total"}""" : "judged_gr__e___total"));
    }

    [Theory]
    [InlineData("text/plain;version=0.0.4", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("text/plain;version=0.0.4;escaping=values", "text/plain; version=0.0.4; charset=utf-8; escaping=values")]
    public async Task Promtool_accepts_the_text(string accept, string contentType)
    {
        var (actual, body) = await (await fixture.App.GetAsync()).ReadAsync(accept);

        Assert.Equal(contentType, actual);
        Assert.NotEqual(1, (await Promtool.CheckMetricsAsync(body)).ExitCode);
    }

    [Theory]
    [InlineData("underscores")]
    [InlineData("dots")]
    [InlineData("values")]
    public async Task The_strict_parser_accepts_OpenMetrics(string scheme)
    {
        var (contentType, body) = await (await fixture.App.GetAsync()).ReadAsync(
            $"application/openmetrics-text;version=1.0.0;escaping={scheme}");

        Assert.EndsWith($"; escaping={scheme}", contentType, StringComparison.Ordinal);

        // It follows the specification, which forbids the sum of a histogram with negative bounds (D-9).
        string[] unlawful = ["change_sum{", "change_count{", "change__sum{", "change__count{"];
        var lawful = string.Join(
            '\n', body.Split('\n').Where(line => !unlawful.Any(sample => line.Contains(sample, StringComparison.Ordinal))));
        Assert.Null(await OpenMetricsParser.CheckAsync(lawful));
    }

    [Theory]
    [InlineData("allow-utf-8")]
    [InlineData("underscores")]
    [InlineData("dots")]
    [InlineData("values")]
    public async Task The_grammar_of_OpenMetrics_2_accepts_the_body(string scheme)
    {
        var (contentType, body) = await (await fixture.App.GetAsync()).ReadAsync(
            $"application/openmetrics-text;version=2.0.0;escaping={scheme}");

        Assert.Equal($"application/openmetrics-text; version=2.0.0; charset=utf-8; escaping={scheme}", contentType);
        Assert.Null(await OpenMetrics2Grammar.CheckAsync(body));
    }

    private static void RequireBuckets(double[] observed, NativeSample stored)
    {
        Assert.Equal(observed.Length, stored.Count);
        Assert.Equal(observed.Sum(), stored.Sum);
        Assert.Equal(observed.Length, stored.Buckets.Sum(bucket => bucket.Count));
        Assert.All(stored.Buckets, bucket => Assert.Equal(
            observed.Count(value => bucket.Lower < 0 && bucket.Upper > 0 ? Math.Abs(value) <= bucket.Upper
                : bucket.Upper <= 0 ? value >= bucket.Lower && value < bucket.Upper
                : value > bucket.Lower && value <= bucket.Upper),
            bucket.Count));
    }

    public sealed class Fixture : IAsyncDisposable
    {
        internal Shared<JudgedApp> App { get; } = new(JudgedApp.StartAsync);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private sealed class Values(PrometheusServer prometheus, string job)
    {
        public async Task<double> GetAsync(string series) => (await prometheus.SingleAsync(series, job)).Value;

        public async Task<double> ComputeAsync(string expression) => (await prometheus.SingleAsync(expression)).Value;
    }
}
