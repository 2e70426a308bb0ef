using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Options of a gateway that concern the groups of batch jobs.</summary>
public class JobGroupTests
{
    [Fact]
    public async Task The_group_of_a_job_has_the_grouping_key_too()
    {
        using var host = Build(("GroupingKey:region", "eu"), ("GroupingKey:batch_job", "other"));

        await RunAsync(host);

        Assert.Contains(
            host.Gateway.Pushes, push => push.Address.AbsoluteUri == "http://gateway:9091/metrics/job/invoices/batch_job/import/region/eu");
    }

    [Fact]
    public async Task The_group_of_a_job_stays_when_the_group_of_the_host_is_deleted_at_shutdown()
    {
        using var host = Build(("DeleteOnShutdown", "true"));
        await host.Host.StartAsync();
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(System.Net.HttpStatusCode.TooManyRequests));
        await RunAsync(host);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(System.Net.HttpStatusCode.OK));

        await host.StopAsync();

        Assert.Equal(
            "http://gateway:9091/metrics/job/invoices",
            Assert.Single(host.Gateway.Pushes, push => push.Method == HttpMethod.Delete).Address.AbsoluteUri);
        Assert.Equal(
            HttpMethod.Post,
            host.Gateway.Pushes.Last(push => push.Address.AbsoluteUri.EndsWith("/batch_job/import", StringComparison.Ordinal)).Method);
    }

    [Fact]
    public async Task Metrics_of_jobs_that_are_excluded_are_not_pushed()
    {
        using var host = Build(("Exclude", "batch_job_d*"));

        await RunAsync(host);

        var job = host.Gateway.Pushes.Last(push => push.Address.AbsoluteUri.EndsWith("/batch_job/import", StringComparison.Ordinal));
        Assert.DoesNotContain("batch_job_duration_seconds", job.Body, StringComparison.Ordinal);
        Assert.Contains("batch_job_last_success_timestamp_seconds", job.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_group_of_a_job_has_the_labels_of_the_process_except_those_of_the_key()
    {
        using var host = Build(
            ("Prometheus:Labels:team", "shop"), ("Prometheus:Labels:region", "us"), ("GroupingKey:region", "eu"));

        await RunAsync(host);

        var job = host.Gateway.Pushes.Last(push => push.Address.AbsoluteUri.Contains("/batch_job/import/", StringComparison.Ordinal));
        Assert.Contains("\nbatch_job_failures_total{team=\"shop\"} 0\n", job.Body, StringComparison.Ordinal);
        Assert.Contains("batch_job_duration_seconds{team=\"shop\"} ", job.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VictoriaMetrics", "IncludeGauges", "false")]
    [InlineData("Aggregating", "IncludeGauges", "true")]
    public async Task A_server_without_groups_gets_the_jobs_with_a_label(string kind, string key, string value)
    {
        using var host = Build(("Kind", kind), (key, value));

        await RunAsync(host);

        Assert.Contains(
            "batch_job_last_success_timestamp_seconds{batch_job=\"import\"} ",
            Assert.Single(host.Gateway.Pushes).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_group_the_gateway_rejects_does_not_keep_other_jobs_from_theirs()
    {
        using var host = Build();
        host.Gateway.AnswerTo = push => Task.FromResult(FakeGateway.Status(
            push.Address.AbsoluteUri.EndsWith("/batch_job/bad", StringComparison.Ordinal)
                ? System.Net.HttpStatusCode.BadRequest
                : System.Net.HttpStatusCode.OK));

        await RunAsync(host, "bad");
        await RunAsync(host, "\ud800");
        await RunAsync(host);

        Assert.Contains(
            host.Gateway.Pushes, push => push.Address.AbsoluteUri == "http://gateway:9091/metrics/job/invoices/batch_job/import");
        Assert.Equal(3, host.Attempts("failure"));
    }

    private static PushingHost Build(params (string Key, string? Value)[] settings) =>
        PushingHost.Build(null, [("Endpoint", "http://gateway:9091"), .. settings]);

    private static Task RunAsync(PushingHost host, string job = "import") =>
        host.Host.Services.GetRequiredService<IMetricPusher>().RunJobAsync(job, _ => Task.CompletedTask);
}
