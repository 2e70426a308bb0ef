using System.Globalization;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The sample of a batch job, which has no ASP.NET Core, and a real Pushgateway.</summary>
public sealed class BatchJobSampleTests
{
    private const string Page = "samples/BatchJobSample/README.md";
    private const string Duration = "batch_job_duration_seconds";
    private const string Failures = "batch_job_failures_total";
    private const string LastCompletion = "batch_job_last_completion_timestamp_seconds";
    private const string LastSuccess = "batch_job_last_success_timestamp_seconds";

    //
    [Fact]
    public async Task A_job_that_succeeds_pushes_what_it_measured_and_its_outcome()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        var before = UnixNow();

        var (exitCode, output) = await RunAsync(gateway.Address);

        Assert.True(exitCode == 0, output);
        var metrics = await GroupAsync(gateway, isOfJob: false);
        Assert.Equal(100, metrics.Value("invoice_rows_read_total"));
        Assert.Equal(44660.54, metrics.Value("invoice_amount_euros_total")!.Value, 2);
        var job = await GroupAsync(gateway, isOfJob: true);
        Assert.True(job.Value(Duration) > 0);
        Assert.Equal(0, job.Value(Failures));
        Assert.InRange(job.Value(LastSuccess)!.Value, before - 1, UnixNow() + 1);
        Assert.Equal(job.Value(LastSuccess), job.Value(LastCompletion));
        Assert.True(metrics.LastPushSuccessful && job.LastPushSuccessful);
    }

    // the process that fails has no last success of its own.
    [Fact]
    public async Task A_run_that_fails_is_told_by_exit_code_log_and_metrics_and_keeps_the_last_success()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await RunAsync(gateway.Address);
        var first = await GroupAsync(gateway, isOfJob: true);

        var (exitCode, output) = await RunAsync(gateway.Address, "--fail");

        Assert.Equal(1, exitCode);
        Assert.Contains("Line 42 is not an invoice", output, StringComparison.Ordinal);
        var second = await GroupAsync(gateway, isOfJob: true);
        Assert.Equal(first.Value(LastSuccess), second.Value(LastSuccess));
        Assert.NotNull(second.Value(LastSuccess));
        Assert.True(second.Value(LastCompletion) > first.Value(LastCompletion));
        Assert.Equal(1, second.Value(Failures));
        Assert.Equal(40, (await GroupAsync(gateway, isOfJob: false)).Value("invoice_rows_read_total"));

        Assert.Equal(0, (await RunAsync(gateway.Address)).ExitCode);
        var third = await GroupAsync(gateway, isOfJob: true);
        Assert.Equal(third.Value(LastCompletion), third.Value(LastSuccess));
        Assert.Equal(0, third.Value(Failures));
    }

    // In protobuf a family without series would delete the one that the gateway has.
    [Fact]
    public async Task The_last_success_survives_a_failing_run_in_protobuf_too()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await RunAsync(gateway.Address, "--Prometheus:Pushgateway:Format=Protobuf");
        var first = await GroupAsync(gateway, isOfJob: true);

        await RunAsync(gateway.Address, "--Prometheus:Pushgateway:Format=Protobuf", "--fail");

        var second = await GroupAsync(gateway, isOfJob: true);
        Assert.NotNull(second.Value(LastSuccess));
        Assert.Equal(first.Value(LastSuccess), second.Value(LastSuccess));
        Assert.Equal(1, second.Value(Failures));
    }

    // Row 4 of what broke when it was tried: cron saw nothing.
    [Fact]
    public async Task Without_a_gateway_the_job_succeeds_and_the_exit_code_and_one_line_tell_the_loss()
    {
        using var port = new ReservedPort();

        var (exitCode, output) = await RunAsync(port.Address, triesForSeconds: 3);

        Assert.Equal(1, exitCode);
        Assert.Contains("100 invoices of 'invoices.csv' were imported.", output, StringComparison.Ordinal);
        Assert.Contains("lost", output, StringComparison.Ordinal);
        Assert.Contains("refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_and_alerts_of_its_README_are_valid()
    {
        using var folder = new TemporaryFolder();
        await WriteConfigurationAsync(folder);

        var result = await CommandLine.RunAsync(
            Requirement.Program("promtool"), ["check", "config", folder.PathOf("prometheus.yml")]);

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("3 rules found", result.Output, StringComparison.Ordinal);
        Assert.Contains("honor_labels: true", YamlBlock.In(Page)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_alerts_of_its_README_fire_when_they_should()
    {
        using var folder = new TemporaryFolder();
        await WriteConfigurationAsync(folder);

        // One step is an hour. The job succeeds at hour 0 and fails at hour 24; another one has never succeeded.
        await File.WriteAllTextAsync(folder.PathOf("test.yml"), """
            rule_files: [batch-jobs.yml]
            evaluation_interval: 1h
            tests:
              - interval: 1h
                input_series:
                  - series: 'batch_job_last_success_timestamp_seconds{batch_job="invoice-import"}'
                    values: '0+0x30'
                  - series: 'batch_job_last_completion_timestamp_seconds{batch_job="invoice-import"}'
                    values: '0+0x23 86400+0x6'
                  - series: 'batch_job_last_completion_timestamp_seconds{batch_job="other"}'
                    values: '0+0x30'
                alert_rule_test:
                  - {eval_time: 26h, alertname: BatchJobOverdue, exp_alerts: []}
                  - eval_time: 27h
                    alertname: BatchJobOverdue
                    exp_alerts:
                      - exp_labels: {batch_job: invoice-import}
                        exp_annotations: {summary: "invoice-import has not succeeded for 1d 3h 0m 0s."}
                  - eval_time: 23h
                    alertname: BatchJobFailed
                    exp_alerts:
                      - exp_labels: {batch_job: other}
                        exp_annotations: {summary: "The last run of other failed."}
                  - eval_time: 24h
                    alertname: BatchJobFailed
                    exp_alerts:
                      - exp_labels: {batch_job: invoice-import}
                        exp_annotations: {summary: "The last run of invoice-import failed."}
                      - exp_labels: {batch_job: other}
                        exp_annotations: {summary: "The last run of other failed."}
                  - {eval_time: 24h, alertname: BatchJobNeverSucceeded, exp_alerts: []}
              - interval: 1h
                alert_rule_test:
                  - eval_time: 2h
                    alertname: BatchJobNeverSucceeded
                    exp_alerts:
                      - exp_labels: {batch_job: invoice-import}
                        exp_annotations: {summary: "No success of invoice-import is known."}
            """);

        var result = await CommandLine.RunAsync(Requirement.Program("promtool"), ["test", "rules", folder.PathOf("test.yml")]);

        Assert.True(result.ExitCode == 0, result.Output);
    }

    private static async Task WriteConfigurationAsync(TemporaryFolder folder)
    {
        var blocks = YamlBlock.In(Page);
        Assert.Equal(2, blocks.Count);
        await File.WriteAllTextAsync(folder.PathOf("prometheus.yml"), blocks[0]);
        await File.WriteAllTextAsync(folder.PathOf("batch-jobs.yml"), blocks[1]);
    }

    private static Task<(int ExitCode, string Output)> RunAsync(Uri gateway, params string[] arguments) =>
        RunAsync(gateway, triesForSeconds: 60, arguments);

    /// <param name="gateway">The gateway.</param>
    /// <param name="triesForSeconds">How long the last push is tried.</param>
    /// <param name="arguments">The arguments of the job.</param>
    private static async Task<(int ExitCode, string Output)> RunAsync(Uri gateway, int triesForSeconds, params string[] arguments)
    {
        await using var job = SampleProcess.Start(
            "BatchJobSample",
            arguments,
            new Dictionary<string, string?>
            {
                ["Prometheus__Pushgateway__Endpoint"] = gateway.AbsoluteUri,
                ["DOTNET_SHUTDOWNTIMEOUTSECONDS"] = triesForSeconds.ToString(CultureInfo.InvariantCulture),
            });
        return (await job.WaitForExitAsync(), job.Output.Text);
    }

    private static async Task<PushedGroup> GroupAsync(PushgatewayServer gateway, bool isOfJob) =>
        Assert.Single(await gateway.GroupsAsync(), group =>
            group.Labels["job"] == "batch-job-sample"
            && (group.Labels.GetValueOrDefault("batch_job") == "invoice-import") == isOfJob);

    private static double UnixNow() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1e3;
}
