using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

public sealed class TargetInfoTests
{
    [Fact]
    public async Task The_labels_of_the_configuration_are_those_of_target_info()
    {
        using var host = Build(("service_name", "shop"), ("service_version", "1.4.2"));
        await host.StartAsync();

        Assert.Equal(
            1, host.Registry().GetSampleValue("target_info", ("service_name", "shop"), ("service_version", "1.4.2")));
        await host.StopAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_labels_there_is_no_such_metric(string? value)
    {
        var builder = Worker.CreateBuilder(("Prometheus:TargetInfo", value));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        Assert.Null(host.Registry().FindSampleValue("target_info"));
    }

    [Fact]
    public async Task It_is_pushed_and_is_the_first_metric()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddPrometheusMetrics(options => options.TargetInfo = new() { ["service_name"] = "shop" }),
            ("Endpoint", "http://gateway:9091"),
            ("GroupingKey:instance", "a"));
        await host.StopAsync();

        Assert.StartsWith(
            "# HELP target_info Labels that describe the application as a whole.\n# TYPE target_info gauge\n" +
            "target_info{service_name=\"shop\"} 1\n",
            (await host.Gateway.NextAsync()).Body,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string?, string> Mistakes => new()
    {
        {
            "service.name", "s3cret",
            "'Prometheus:TargetInfo:service.name' is not a label name: write 'service_name', or set Prometheus:NameValidation to Utf8."
        },
        { "1st", "s3cret", "'Prometheus:TargetInfo:1st' is not a label name: use letters, digits and '_', " },
        { "__name__", "s3cret", "'Prometheus:TargetInfo:__name__' is not a label name: write 'name__'." },
        { "", "s3cret", "'Prometheus:TargetInfo:' is not a label name: use letters, digits and '_', " },
        { "service_name", null, "'Prometheus:TargetInfo:service_name' is null: leave it out." },
        { "b", "s3cretlonger", "'Prometheus:TargetInfo:b' is longer than 10 bytes: shorten it, or raise LabelValueLengthLimit." },
        { "team", "s3cret", "'Prometheus:TargetInfo:team' has the name of one of the labels in Prometheus:Labels, which" },
        { "a\nb", "s3cret", @"'Prometheus:TargetInfo:a\nb' is not a label name: write 'a_b', or set" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused_at_start_with_the_key_and_what_to_write(string label, string? value, string message)
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics(options =>
        {
            options.TargetInfo = new() { [label] = value! };
            options.Labels = new() { ["team"] = "a" };
            options.LabelValueLengthLimit = 10;
        });
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_accepts_UTF8_accepts_dots()
    {
        var builder = Worker.CreateBuilder(("Prometheus:NameValidation", "Utf8"), ("Prometheus:TargetInfo:service.name", "shop"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        await host.StartAsync();

        Assert.Equal(1, host.Registry().GetSampleValue("target_info", ("service.name", "shop")));
    }

    [Fact]
    public async Task An_application_that_creates_it_too_is_told()
    {
        using var host = Build(("service_name", "shop"));
        await host.StartAsync();

        var refusal = Assert.Throws<InvalidOperationException>(() => host.Factory().CreateInfo("target_info", "Help.", "service_name"));

        Assert.Contains("'target_info' is already registered", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_over_one_registry_share_it_if_their_labels_are_equal()
    {
        using var registry = new MetricRegistry();
        using var first = Build(registry, "shop");
        using var second = Build(registry, "shop");
        using var other = Build(registry, "bar");
        await first.StartAsync();
        await second.StartAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => other.StartAsync());
        Assert.Contains("target_info", refusal.Message, StringComparison.Ordinal);

        first.Dispose();
        Assert.Equal(1, registry.GetSampleValue("target_info", ("service_name", "shop")));
        second.Dispose();
        Assert.Null(registry.FindSampleValue("target_info", ("service_name", "shop")));
    }

    [Fact]
    public async Task A_registry_of_the_application_decides_which_names_are_legal()
    {
        using var registry = new MetricRegistry(new() { NameValidation = NameValidation.Utf8 });
        var builder = Worker.CreateBuilder(("Prometheus:TargetInfo:service.name", "shop"));
        builder.Services.AddPrometheusMetrics(registry);
        using var host = builder.Build();
        await host.StartAsync();

        Assert.Equal(1, registry.GetSampleValue("target_info", ("service.name", "shop")));
    }

    private static IHost Build(params (string Label, string Value)[] labels)
    {
        var builder = Worker.CreateBuilder([.. labels.Select(label => ("Prometheus:TargetInfo:" + label.Label, (string?)label.Value))]);
        builder.Services.AddPrometheusMetrics();
        return builder.Build();
    }

    private static IHost Build(MetricRegistry registry, string name)
    {
        var builder = Worker.CreateBuilder(("Prometheus:TargetInfo:service_name", name));
        builder.Services.AddPrometheusMetrics(registry);
        return builder.Build();
    }
}
