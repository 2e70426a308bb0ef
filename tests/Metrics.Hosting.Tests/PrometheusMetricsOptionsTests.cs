using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting;

public sealed class PrometheusMetricsOptionsTests
{
    [Fact]
    public void The_defaults_are_no_exemplars_and_ten_thousand_series()
    {
        var options = new PrometheusMetricsOptions();

        Assert.Equal((false, 10_000), (options.ExemplarsFromActivity, options.SeriesLimit));
        Assert.Equal((false, 10_000), (new MetricRegistryOptions().ExemplarsFromActivity, new MetricRegistryOptions().SeriesLimit));
        Assert.Equal((16_384, 16_384), (options.LabelValueLengthLimit, new MetricRegistryOptions().LabelValueLengthLimit));
        Assert.Equal((TimeSpan.FromSeconds(5), false), (options.CollectorTimeout, options.CollectorDurations));
        Assert.Equal(options.CollectorTimeout, new MetricRegistryOptions().CollectorTimeout);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task Instruments_offer_the_recorded_trace_if_the_configuration_says_so(string? setting, bool taken)
    {
        var builder = Worker.CreateBuilder(setting is null ? [] : [("Prometheus:ExemplarsFromActivity", setting)]);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        await host.StartAsync();

        using var activity = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();
        host.Factory().CreateCounter("orders_total", "").Inc();

        Assert.Equal(
            taken,
            (await OpenMetricsAsync(host.Registry())).Contains(
                $"orders_total 1 # {{trace_id=\"{activity.TraceId}\"", StringComparison.Ordinal));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_metric_has_as_many_series_as_the_configuration_says()
    {
        var builder = Worker.CreateBuilder(("prometheus:seriesLimit", "2"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        await host.StartAsync();

        FillOrders(host.Factory());

        Assert.Equal(1, host.Registry().GetSampleValue("orders_total", ("channel", "web")));
        Assert.Null(host.Registry().FindSampleValue("orders_total", ("channel", "shop")));
        Assert.Equal(1, host.Registry().GetSampleValue("orders_total", ("channel", "_overflow")));
        await host.StopAsync();
    }

    [Fact]
    public void Code_comes_after_the_configuration()
    {
        var builder = Worker.CreateBuilder(("Prometheus:SeriesLimit", "1"), ("Prometheus:ExemplarsFromActivity", "true"));
        builder.Services.AddPrometheusMetrics(options => (options.SeriesLimit, options.ExemplarsFromActivity) = (3, false));
        using var host = builder.Build();

        FillOrders(host.Factory());

        Assert.Equal(1, host.Registry().GetSampleValue("orders_total", ("channel", "shop")));
    }

    // R-275
    [Theory]
    [InlineData(null, NameValidation.Legacy)]
    [InlineData("", NameValidation.Legacy)]
    [InlineData("Legacy", NameValidation.Legacy)]
    [InlineData("Utf8", NameValidation.Utf8)]
    [InlineData("utf8", NameValidation.Utf8)]
    public void The_configuration_says_which_names_are_accepted(string? setting, NameValidation validation)
    {
        var builder = Worker.CreateBuilder(setting is null ? [] : [("Prometheus:NameValidation", setting)]);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        Assert.Equal(validation, host.Registry().NameValidation);
        Assert.Equal(
            validation == NameValidation.Legacy,
            Record.Exception(() => host.Factory().CreateGauge("queue.length", "")) is ArgumentException);
    }

    [Fact]
    public async Task Names_of_another_kind_are_refused_at_start()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics(options => options.NameValidation = (NameValidation)7);
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            "Prometheus:NameValidation is 7, but must be Legacy or Utf8. Leave it out for Legacy.", Assert.Single(refusal.Failures));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task A_limit_below_one_is_refused_at_start_with_what_to_write(string limit)
    {
        var builder = Worker.CreateBuilder(("Prometheus:SeriesLimit", limit));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith(
            $"Prometheus:SeriesLimit is {limit}, but must be 1 or more.", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_one_is_allowed()
    {
        var builder = Worker.CreateBuilder(("Prometheus:SeriesLimit", "1"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task A_length_limit_below_one_is_refused_at_start_with_what_to_write(string limit)
    {
        var builder = Worker.CreateBuilder(("Prometheus:LabelValueLengthLimit", limit));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            $"Prometheus:LabelValueLengthLimit is {limit}, but must be 1 or more: it is the maximum length of a label value, in bytes of "
                + "UTF-8. Leave it out for 16,384.",
            Assert.Single(refusal.Failures));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("1.00:00:01")]
    public async Task A_timeout_of_collectors_out_of_its_range_is_refused_at_start_with_what_to_write(string timeout)
    {
        var builder = Worker.CreateBuilder(("Prometheus:CollectorTimeout", timeout));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            $"Prometheus:CollectorTimeout is {timeout}, but must be more than zero and at most 1 day. "
            + "Leave it out for 5 seconds ('00:00:05').",
            Assert.Single(refusal.Failures));
    }

    [Theory]
    [InlineData("00:00:00.001", 0.001)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData(null, 5)]
    public async Task The_timeout_of_collectors_is_that_of_the_section(string? timeout, double seconds)
    {
        var clock = new TestTimeProvider();
        var builder = Worker.CreateBuilder(("Prometheus:CollectorTimeout", timeout));
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddPrometheusMetrics();
        using var collector = new BlockingCollector();
        using var host = builder.Build();
        host.Registry().Register(collector);

        var reader = host.Registry().ReadAsync();
        await collector.Entered;
        Assert.False(reader.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(seconds));

        (await reader.AsTask().InTime()).Dispose();
        Assert.Equal(clock.GetUtcNow(), collector.Deadline);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData(null, false)]
    public async Task The_durations_of_collectors_are_shown_if_the_section_says_so(string? value, bool shown)
    {
        var builder = Worker.CreateBuilder(("Prometheus:CollectorDurations", value));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var body = await OpenMetricsAsync(host.Registry());

        Assert.Equal(shown, body.Contains("metrics_collector_duration_seconds{collector=\"ProcessCollector\"} ", StringComparison.Ordinal));
    }

    private static void FillOrders(IMetricFactory metrics)
    {
        var orders = metrics.CreateCounter("orders_total", "", "channel");
        orders.WithLabels("web").Inc();
        orders.WithLabels("app").Inc();
        orders.WithLabels("shop").Inc();
    }

    private static async Task<string> OpenMetricsAsync(IMetricSource source)
    {
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.OpenMetrics, body);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
