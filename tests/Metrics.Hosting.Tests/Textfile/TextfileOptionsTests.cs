using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Textfile;

public class TextfileOptionsTests
{
    [Fact]
    public void The_section_sets_every_option()
    {
        using var host = TextfileHost.Build(
            ("Path", "/x/app.prom"),
            ("Interval", "00:00:15"),
            ("WriteOnShutdown", "false"),
            ("FailOnLostWrite", "true"),
            ("Timeout", "00:00:03"),
            ("Include", "a,b"),
            ("Exclude:0", "c"),
            ("StandardMetrics", "true"));

        var options = host.Host.Services.GetRequiredService<IOptions<TextfileOptions>>().Value;

        Assert.Equal(
            ("/x/app.prom", TimeSpan.FromSeconds(15), false, true, TimeSpan.FromSeconds(3), true),
            (options.Path, options.Interval, options.WriteOnShutdown, options.FailOnLostWrite, options.Timeout, options.StandardMetrics));
        Assert.Equal(["a", "b"], options.Include!);
        Assert.Equal(["c"], options.Exclude!);
        Assert.True(options.CreateSchedule().FailOnLostExport);
    }

    [Fact]
    public void Code_overrides_the_section()
    {
        var builder = Worker.CreateBuilder(("Prometheus:Textfile:Path", "/x/app.prom"), ("Prometheus:Textfile:Timeout", "00:00:03"));
        builder.Services.AddPrometheusMetrics().ConfigureTextfile(options => options.Path = "/y/app.prom");
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptions<TextfileOptions>>().Value;

        Assert.Equal(("/y/app.prom", TimeSpan.FromSeconds(3)), (options.Path, options.Timeout));
    }

    [Theory]
    [InlineData("Path", "/x/app.txt", "Prometheus:Textfile:Path: The path '/x/app.txt' does not end with '.prom', and node_exporter")]
    [InlineData("Interval", "00:00:00", "Prometheus:Textfile:Interval is 00:00:00, but must be 1 millisecond to 1 day.")]
    [InlineData("Timeout", "2.00:00:00", "Prometheus:Textfile:Timeout is 2.00:00:00, but must be more than zero and at most 1 day.")]
    [InlineData("WriteOnShutdown", "false", "Prometheus:Textfile:Path is set, but nothing would ever be written: set Interval or")]
    public async Task A_mistake_stops_the_start_and_names_the_key(string key, string value, string message)
    {
        using var host = TextfileHost.Build((key, value));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include")]
    [InlineData("exclude")]
    public async Task An_empty_pattern_stops_the_start(string key)
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics().ConfigureTextfile(options =>
        {
            options.Include = key == "include" ? ["a", " "] : null;
            options.Exclude = key == "exclude" ? [""] : null;
        });
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains($"Prometheus:Textfile:{key} has an empty pattern", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_unknown_key_is_told()
    {
        using var host = TextfileHost.Build(("Intervall", "00:00:01"));

        var exception = Assert.Throws<InvalidOperationException>(
            () => host.Host.Services.GetRequiredService<IOptions<TextfileOptions>>().Value);

        Assert.Contains("Did you mean 'Prometheus:Textfile:Interval'?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_without_a_path_is_warned_of()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, ("Prometheus:Textfile:Interval", "00:00:01"), ("Prometheus:Pushgateway:Endpoint", ""));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Contains(
            log.AtLeast(LogLevel.Warning),
            line => line.Message ==
                "The configuration section 'Prometheus:Textfile' has no effect, because its key Path is missing: set it, for example to " +
                "/var/lib/node_exporter/app.prom, or to an empty text if no file is written on purpose.");
        await host.StopAsync();
    }
}
