using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

public sealed class PushgatewayOptionsTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Theory]
    [InlineData("Interval", "15.00:00:00", "Interval is 15.00:00:00, but must be 1 millisecond to 1 day. Write 00:00:15 for 15 seconds.")]
    [InlineData("Interval", "00:00:00", "Write 00:00:15 for 15 seconds.")]
    [InlineData("Interval", "-00:00:15", "Write 00:00:15 for 15 seconds.")]
    [InlineData("Interval", "1.00:00:00.0000001", "Write 00:00:15 for 15 seconds.")]
    [InlineData(
        "Timeout", "10.00:00:00", "Timeout is 10.00:00:00, but must be more than zero and at most 1 day. Write 00:00:10 for 10 seconds.")]
    [InlineData("Timeout", "00:00:00", "Write 00:00:10 for 10 seconds.")]
    [InlineData("PushOnShutdown", "false", "nothing would ever be pushed: set Interval or PushOnShutdown, or remove Endpoint")]
    [InlineData("Endpoint", "http://gateway:9091/?a=b", "write the gateway's address only, like 'http://pushgateway:9091'")]
    [InlineData("Endpoint", "http://gateway:9091/#a", "write the gateway's address only, like 'http://pushgateway:9091'")]
    [InlineData("Endpoint", "ftp://gateway", "scheme is 'ftp': use http or https")]
    [InlineData("Endpoint", " ", "Prometheus:Pushgateway")]
    [InlineData("Endpoint", "http://", "write it like 'http://pushgateway:9091'")]
    [InlineData("Job", "", "Job is empty: set it, or leave it out to use the application's name.")]
    [InlineData("GroupingKey:x-y", "1", "'x-y' can't be part of a grouping key: use a label name")]
    [InlineData("GroupingKey:1x", "1", "use a label name")]
    [InlineData("GroupingKey:__x", "1", "use a label name")]
    [InlineData("GroupingKey:job", "b", "other than job")]
    [InlineData("GroupingKey:le", "1", "use a label name")]
    [InlineData("GroupingKey:instance", "", "remove it or set a value")]
    public async Task What_could_not_work_is_refused_at_start_with_what_to_write(string key, string value, string advice)
    {
        using var host = PushingHost.Build(null, (key, value), Endpoint);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("Prometheus:Pushgateway", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.Empty(host.Gateway.Pushes);
    }

    [Theory]
    [InlineData("Intervall", "00:00:15")]
    [InlineData("Url", "http://gateway:9091")]
    [InlineData("Push:OnShutdown", "true")]
    public async Task A_mistyped_key_is_refused_at_start_by_name(string key, string value)
    {
        using var host = PushingHost.Build(null, (key, value));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.StartAsync());

        Assert.Contains($"'Prometheus:Pushgateway:{key.Split(':')[0]}'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Interval", "soon")]
    [InlineData("Timeout", "ten seconds")]
    public async Task A_value_that_cannot_be_read_is_refused_at_start_by_name(string key, string value)
    {
        using var host = PushingHost.Build(null, (key, value));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.StartAsync());

        Assert.Contains($"Prometheus:Pushgateway:{key}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_are_reported_at_once()
    {
        using var host = PushingHost.Build(null, ("Endpoint", "ftp://gateway"), ("Interval", "15.00:00:00"), ("Timeout", "00:00:00"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Equal(3, refusal.Failures.Count());
    }

    [Fact]
    public async Task Mistakes_by_code_are_refused_too()
    {
        using var host = PushingHost.Build(
            builder =>
                builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push => push.GroupingKey = new() { ["__name__"] = "a" }),
            Endpoint);

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());
    }

    [Theory]
    [InlineData("00:00:00.001")]
    [InlineData("1.00:00:00")]
    public async Task The_ends_of_the_range_are_inside(string interval)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Interval", interval), ("Timeout", "1.00:00:00"));

        await host.StopAsync();
    }

    [Fact]
    public void Configuration_comes_first_and_code_second()
    {
        using var host = PushingHost.Build(
            builder => builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push =>
            {
                Assert.Equal("configured", push.Job);
                push.Job = "coded";
                push.GroupingKey!["zone"] = "b";
            }),
            Endpoint,
            ("Job", "configured"),
            ("GroupingKey:instance", "a"));

        var options = host.Host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value;

        Assert.Equal("coded", options.Job);
        Assert.Equal(
            [("instance", "a"), ("zone", "b")], options.GroupingKey!.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void The_job_is_the_applications_name_unless_one_is_set()
    {
        using var host = PushingHost.Build(null, Endpoint);

        Assert.Equal("invoices", host.Host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value.Job);
    }

    [Fact]
    public async Task Nulls_in_appsettings_mean_the_defaults()
    {
        const string json = """
            { "Prometheus": { "Pushgateway": { "Endpoint": null, "Job": null, "GroupingKey": null, "Interval": null } } }
            """;
        using var host = await PushingHost.StartAsync(
            builder => builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))));

        Assert.Equal("invoices", host.Host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value.Job);
        await host.StopAsync();
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public void Null_is_refused()
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        Assert.Throws<ArgumentNullException>(() => metrics.ConfigurePushgateway(null!));
        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.ConfigurePushgateway(_ => { }));
    }
}
