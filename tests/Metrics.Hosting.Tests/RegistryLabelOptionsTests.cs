using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting;

/// <summary>The labels of the whole process, and the names of counters, as configured.</summary>
public sealed class RegistryLabelOptionsTests
{
    [Fact]
    public async Task Every_series_of_the_host_has_the_configured_labels()
    {
        var builder = Worker.CreateBuilder(("Prometheus:Labels:team", "shop"), ("Prometheus:Labels:shard", "eu \"1\""));
        builder.Services.AddPrometheusMetrics().AddCollector<Collected>();
        using var host = builder.Build();
        await host.StartAsync();
        host.Factory().CreateCounter("orders_total", "", "channel").WithLabels("web").Inc();

        var lines = Lines(host.Registry());

        Assert.Contains("orders_total{shard=\"eu \\\"1\\\"\",team=\"shop\",channel=\"web\"} 1", lines);
        Assert.Contains("collected{shard=\"eu \\\"1\\\"\",team=\"shop\"} 1", lines);
        Assert.All(lines, line => Assert.Contains("{shard=\"eu \\\"1\\\"\",team=\"shop\"", line, StringComparison.Ordinal));
        Assert.Equal(1, host.Registry().GetSampleValue("orders_total", ("channel", "web")));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_label_in_code_is_one_too()
    {
        var builder = Worker.CreateBuilder(("Prometheus:Labels:team", "shop"));
        builder.Services.AddPrometheusMetrics(options => options.Labels!["team"] = "other");
        using var host = builder.Build();
        await host.StartAsync();

        Assert.Equal("team=\"other\"", host.Registry().Labels.ToString());
        await host.StopAsync();
    }

    [Theory]
    [InlineData("le", "1", "The label 'le' can't be one of the registry")]
    [InlineData("a-b", "s3cret", "'a-b' is not a label name.")]
    [InlineData("collector", "x", "metrics of the registry itself have a label of this name")]
    public async Task A_label_that_no_series_can_have_ends_the_start(string name, string value, string reason)
    {
        var builder = Worker.CreateBuilder(($"Prometheus:Labels:{name}", value));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith("Prometheus:Labels has a label that no series can have. ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "jobs", "done")]
    [InlineData("false", "jobs_total", "done_total")]
    public async Task Counters_keep_their_names_if_the_configuration_says_so(string setting, string counter, string observable)
    {
        var builder = Worker.CreateBuilder(("Prometheus:KeepCounterNames", setting));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        await host.StartAsync();
        host.Factory().CreateCounter("jobs", "").Inc(2);
        host.Factory().CreateObservableCounter("done", "", () => 3);

        Assert.Equal(2, host.Registry().GetSampleValue(counter));
        Assert.Equal(3, host.Registry().GetSampleValue(observable));
        await host.StopAsync();
    }

    // None of the library's own counters changes its name with the option.
    [Fact]
    public async Task The_counters_of_the_host_itself_end_in_the_suffix()
    {
        var builder = Worker.CreateBuilder(
            ("Prometheus:KeepCounterNames", "true"), ("Prometheus:Pushgateway:Endpoint", "http://127.0.0.1:1"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        await host.StartAsync();

        Assert.DoesNotContain(host.Registry().Lint(), problem => problem.Message.Contains("_total", StringComparison.Ordinal));
        await host.StopAsync();
    }

    private static string[] Lines(MetricRegistry registry) =>
        [.. registry.ReadText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];

    private sealed class Collected() : StubCollector("collected");
}
